{{ config(materialized='table') }}

with amounts as (
    select
        fiscal_year,
        section as side,
        business_area_id,
        presented_sek as outcome_sek,
        {{ money('0') }} as budget_sek
    from {{ ref('int_economics__postings') }}
    where statement = 'income'
    union all
    select
        fiscal_year,
        section as side,
        business_area_id,
        {{ money('0') }} as outcome_sek,
        presented_sek as budget_sek
    from {{ ref('int_economics__budget') }}
    where budget_kind = 'operating'
),

area_amounts as (
    select
        amounts.fiscal_year,
        amounts.side,
        parts.business_area_id,
        {{ money_sum('amounts.outcome_sek') }} as outcome_sek,
        {{ money_sum('amounts.budget_sek') }} as budget_sek
    from amounts
    inner join {{ ref('int_economics__business_area_parts') }} as parts
        on amounts.business_area_id = parts.part_business_area_id
    group by amounts.fiscal_year, amounts.side, parts.business_area_id
),

-- Taken from the postings, not from the areas, so that the two can be held against one another.
total_amounts as (
    select
        fiscal_year,
        side,
        {{ money_sum('outcome_sek') }} as outcome_sek,
        {{ money_sum('budget_sek') }} as budget_sek
    from amounts
    group by fiscal_year, side
),

-- An area has a row on a side, in every year, when some year of the ledger has an amount there.
area_rows as (
    select distinct
        side,
        business_area_id
    from area_amounts
),

sides as (
    select distinct section as side
    from {{ ref('statement_lines') }}
    where statement = 'income'
),

budgeted_years as (
    select distinct fiscal_year
    from {{ ref('int_economics__budget') }}
    where budget_kind = 'operating'
),

results as (
    select
        fiscal_years.fiscal_year,
        fiscal_years.prior_fiscal_year,
        area_rows.side,
        area_rows.business_area_id,
        false as is_total,
        coalesce(area_amounts.outcome_sek, 0) as outcome_sek,
        coalesce(area_amounts.budget_sek, 0) as budget_sek
    from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    cross join area_rows
    left join area_amounts
        on
            fiscal_years.fiscal_year = area_amounts.fiscal_year
            and area_rows.side = area_amounts.side
            and area_rows.business_area_id = area_amounts.business_area_id
    union all
    select
        fiscal_years.fiscal_year,
        fiscal_years.prior_fiscal_year,
        sides.side,
        {{ as_text('null') }} as business_area_id,
        true as is_total,
        coalesce(total_amounts.outcome_sek, 0) as outcome_sek,
        coalesce(total_amounts.budget_sek, 0) as budget_sek
    from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    cross join sides
    left join total_amounts
        on
            fiscal_years.fiscal_year = total_amounts.fiscal_year
            and sides.side = total_amounts.side
)

select
    results.fiscal_year,
    results.prior_fiscal_year,
    results.side,
    results.business_area_id,
    results.is_total,
    {{ money('results.outcome_sek') }} as outcome_sek,
    -- A ledger without a budget has no budget, which is another thing than a budget of nothing.
    case
        when budgeted_years.fiscal_year is not null then {{ money('results.budget_sek') }}
    end as budget_sek
from results
left join budgeted_years
    on results.fiscal_year = budgeted_years.fiscal_year
