with tertials as (
    select
        edition,
        measure_window
    from {{ ref('report_editions') }}
    where measure_window <> 'calendar_year'
),

amounts as (
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
    inner join {{ ref('dim_fiscal_period') }} as periods
        on budget.fiscal_period_id = periods.fiscal_period_id
    where budget.budget_kind = 'operating'
),

amounts_to_date as (
    select
        amounts.fiscal_year,
        tertials.edition,
        amounts.side,
        amounts.business_area_id,
        {{ money_sum('amounts.outcome_sek') }} as outcome_sek,
        {{ money_sum('amounts.budget_sek') }} as budget_sek
    from amounts
    inner join {{ ref('int_measures__windows') }} as windows
        on amounts.fiscal_year = windows.fiscal_year and amounts.month = windows.month
    inner join tertials
        on windows.measure_window = tertials.measure_window
    group by amounts.fiscal_year, tertials.edition, amounts.side, amounts.business_area_id
),

results as (
    select
        amounts_to_date.fiscal_year,
        amounts_to_date.edition,
        amounts_to_date.side || '_' || parts.business_area_id as line_id,
        {{ money_sum('amounts_to_date.outcome_sek') }} as outcome_sek,
        {{ money_sum('amounts_to_date.budget_sek') }} as budget_sek
    from amounts_to_date
    inner join {{ ref('int_economics__business_area_parts') }} as parts
        on amounts_to_date.business_area_id = parts.part_business_area_id
    group by
        amounts_to_date.fiscal_year,
        amounts_to_date.edition,
        amounts_to_date.side,
        parts.business_area_id
    union all
    select
        fiscal_year,
        edition,
        side || '_total' as line_id,
        {{ money_sum('outcome_sek') }} as outcome_sek,
        {{ money_sum('budget_sek') }} as budget_sek
    from amounts_to_date
    group by fiscal_year, edition, side
    union all
    select
        fiscal_year,
        edition,
        'result_total' as line_id,
        {{ money_sum("case when side = 'revenue' then outcome_sek else -outcome_sek end") }} as outcome_sek,
        {{ money_sum("case when side = 'revenue' then budget_sek else -budget_sek end") }} as budget_sek
    from amounts_to_date
    group by fiscal_year, edition
)

-- A line is a line of the year's table: it has that one's name, place and budget for the year.
select
    year_lines.fiscal_year,
    tertials.edition,
    year_lines.line_id,
    year_lines.side,
    year_lines.business_area_id,
    year_lines.label_sv,
    year_lines.is_of_which,
    year_lines.is_total,
    year_lines.sort_order,
    year_lines.budget_sek as year_budget_sek,
    case
        when year_lines.budget_sek is not null then {{ money('coalesce(this_year.budget_sek, 0)') }}
    end as budget_sek,
    {{ money('coalesce(this_year.outcome_sek, 0)') }} as outcome_sek,
    -- Positive where it is favourable: costs below the budget, revenue or result above it.
    case
        when year_lines.budget_sek is null then {{ money('null') }}
        when year_lines.side = 'cost'
            then {{ money('coalesce(this_year.budget_sek, 0) - coalesce(this_year.outcome_sek, 0)') }}
        else {{ money('coalesce(this_year.outcome_sek, 0) - coalesce(this_year.budget_sek, 0)') }}
    end as deviation_sek,
    case
        when fiscal_years.prior_fiscal_year is not null
            then {{ money('coalesce(prior_year.outcome_sek, 0)') }}
    end as prior_outcome_sek
from {{ ref('mart_economics__result_by_business_area') }} as year_lines
inner join {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    on year_lines.fiscal_year = fiscal_years.fiscal_year
cross join tertials
left join results as this_year
    on
        year_lines.fiscal_year = this_year.fiscal_year
        and tertials.edition = this_year.edition
        and year_lines.line_id = this_year.line_id
left join results as prior_year
    on
        fiscal_years.prior_fiscal_year = prior_year.fiscal_year
        and tertials.edition = prior_year.edition
        and year_lines.line_id = prior_year.line_id
order by
    year_lines.fiscal_year asc nulls last,
    tertials.edition asc nulls last,
    year_lines.sort_order asc nulls last
