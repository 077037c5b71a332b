{{ config(materialized='table') }}

with amounts as (
    select
        fiscal_year,
        {{ month_start('posting_date') }} as month,
        section as side,
        business_area_id,
        presented_sek as outcome_sek,
        {{ money('0') }} as budget_sek
    from {{ ref('int_economics__postings') }}
    where statement = 'income'
    union all
    select
        budget.fiscal_year,
        periods.start_date as month,
        budget.section as side,
        budget.business_area_id,
        {{ money('0') }} as outcome_sek,
        budget.presented_sek as budget_sek
    from {{ ref('int_economics__budget') }} as budget
    left join {{ ref('int_calendar__periods') }} as periods
        on budget.fiscal_period_id = periods.fiscal_period_id
    where budget.budget_kind = 'operating'
),

part_windows as (
    select distinct measure_window
    from {{ ref('report_editions') }}
    where measure_window <> 'calendar_year'
),

-- The whole year is everything booked in it; a part of a year is what is dated in its months.
windowed_amounts as (
    select
        'calendar_year' as measure_window,
        amounts.*
    from amounts
    union all
    select
        windows.measure_window,
        amounts.*
    from amounts
    inner join {{ ref('int_calendar__windows') }} as windows
        on amounts.fiscal_year = windows.fiscal_year and amounts.month = windows.month
    inner join part_windows
        on windows.measure_window = part_windows.measure_window
),

area_amounts as (
    select
        amounts.fiscal_year,
        amounts.measure_window,
        amounts.side,
        parts.business_area_id,
        {{ money_sum('amounts.outcome_sek') }} as outcome_sek,
        {{ money_sum('amounts.budget_sek') }} as budget_sek
    from windowed_amounts as amounts
    inner join {{ ref('int_economics__business_area_parts') }} as parts
        on amounts.business_area_id = parts.part_business_area_id
    group by amounts.fiscal_year, amounts.measure_window, amounts.side, parts.business_area_id
),

-- Taken from the postings and not from the areas, so that the two can be compared.
total_amounts as (
    select
        fiscal_year,
        measure_window,
        side,
        {{ money_sum('outcome_sek') }} as outcome_sek,
        {{ money_sum('budget_sek') }} as budget_sek
    from windowed_amounts
    group by fiscal_year, measure_window, side
),

spans as (
    select
        fiscal_years.fiscal_year,
        fiscal_years.prior_fiscal_year,
        'calendar_year' as measure_window
    from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    union all
    select
        fiscal_years.fiscal_year,
        fiscal_years.prior_fiscal_year,
        part_windows.measure_window
    from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    cross join part_windows
),

-- An area has a row on a side, in every year, when any year of the ledger has an amount there.
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
        spans.fiscal_year,
        spans.prior_fiscal_year,
        spans.measure_window,
        area_rows.side,
        area_rows.business_area_id,
        false as is_total,
        coalesce(area_amounts.outcome_sek, 0) as outcome_sek,
        coalesce(area_amounts.budget_sek, 0) as budget_sek
    from spans
    cross join area_rows
    left join area_amounts
        on
            spans.fiscal_year = area_amounts.fiscal_year
            and spans.measure_window = area_amounts.measure_window
            and area_rows.side = area_amounts.side
            and area_rows.business_area_id = area_amounts.business_area_id
    union all
    select
        spans.fiscal_year,
        spans.prior_fiscal_year,
        spans.measure_window,
        sides.side,
        {{ as_text('null') }} as business_area_id,
        true as is_total,
        coalesce(total_amounts.outcome_sek, 0) as outcome_sek,
        coalesce(total_amounts.budget_sek, 0) as budget_sek
    from spans
    cross join sides
    left join total_amounts
        on
            spans.fiscal_year = total_amounts.fiscal_year
            and spans.measure_window = total_amounts.measure_window
            and sides.side = total_amounts.side
)

select
    results.fiscal_year,
    results.prior_fiscal_year,
    results.measure_window,
    results.side,
    results.business_area_id,
    results.is_total,
    {{ money('results.outcome_sek') }} as outcome_sek,
    -- A ledger without a budget has none, which differs from a budget of zero.
    case
        when budgeted_years.fiscal_year is not null then {{ money('results.budget_sek') }}
    end as budget_sek
from results
left join budgeted_years
    on results.fiscal_year = budgeted_years.fiscal_year
