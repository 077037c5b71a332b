with outcomes as (
    select
        fiscal_year,
        project,
        presented_sek as outcome_sek,
        {{ money('0') }} as budget_sek
    from {{ ref('int_economics__postings') }}
    where is_acquisition and project_kind = 'investment'
    union all
    select
        fiscal_year,
        project,
        {{ money('0') }} as outcome_sek,
        presented_sek as budget_sek
    from {{ ref('int_economics__budget') }}
    where budget_kind = 'investment'
),

amounts as (
    select
        fiscal_year,
        project as line_id,
        project,
        false as is_total,
        {{ money_sum('outcome_sek') }} as outcome_sek,
        {{ money_sum('budget_sek') }} as budget_sek
    from outcomes
    group by fiscal_year, project
    union all
    select
        fiscal_year,
        'total' as line_id,
        {{ as_text('null') }} as project,
        true as is_total,
        {{ money_sum('outcome_sek') }} as outcome_sek,
        {{ money_sum('budget_sek') }} as budget_sek
    from outcomes
    group by fiscal_year
),

budgeted_years as (
    select distinct fiscal_year
    from {{ ref('int_economics__budget') }}
    where budget_kind = 'investment'
),

lines as (
    select distinct
        line_id,
        project,
        is_total
    from amounts
),

year_lines as (
    select
        fiscal_years.fiscal_year,
        lines.line_id,
        lines.project,
        lines.is_total,
        case
            when budgeted_years.fiscal_year is not null then {{ money('coalesce(amounts.budget_sek, 0)') }}
        end as budget_sek,
        {{ money('coalesce(amounts.outcome_sek, 0)') }} as outcome_sek
    from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    cross join lines
    left join amounts
        on
            fiscal_years.fiscal_year = amounts.fiscal_year
            and lines.line_id = amounts.line_id
    left join budgeted_years
        on fiscal_years.fiscal_year = budgeted_years.fiscal_year
)

select
    fiscal_year,
    line_id,
    project,
    is_total,
    budget_sek,
    outcome_sek,
    {{ deviation('outcome_sek', 'budget_sek', lower_is_better="true") }} as deviation_sek
from year_lines
