-- The board's forecast is delivered by itself and not summed from the areas', so that the two can be compared.
with amounts as (
    select
        fiscal_year,
        tertial as edition,
        side,
        business_area_id,
        amount_sek
    from {{ ref('stg_goals__area_forecasts') }}
    union all
    select
        fiscal_year,
        tertial as edition,
        side,
        'total' as business_area_id,
        amount_sek
    from {{ ref('stg_goals__forecasts') }}
),

lines as (
    select
        fiscal_year,
        edition,
        side || '_' || business_area_id as line_id,
        amount_sek as forecast_sek
    from amounts
    union all
    -- A result is forecast where both sides are.
    select
        fiscal_year,
        edition,
        'result_total' as line_id,
        {{ money_sum("case when side = 'revenue' then amount_sek else -amount_sek end") }} as forecast_sek
    from amounts
    where business_area_id = 'total'
    group by fiscal_year, edition
    having count(distinct side) = 2
),

-- What became of a year is known when its ledger is booked to the end.
outcomes as (
    select
        results.fiscal_year,
        results.line_id,
        results.side,
        years.prior_fiscal_year,
        results.budget_sek,
        case when years.balance_date >= years.end_date then results.outcome_sek end as outcome_sek
    from {{ ref('int_economics__result_lines') }} as results
    inner join {{ ref('int_ledger__fiscal_years') }} as years
        on results.fiscal_year = years.fiscal_year
    where results.measure_window = 'calendar_year'
),

compared as (
    select
        lines.fiscal_year,
        outcomes.prior_fiscal_year,
        lines.edition,
        lines.line_id,
        lines.forecast_sek,
        outcomes.budget_sek as year_budget_sek,
        {{
            deviation(
                'lines.forecast_sek', 'outcomes.budget_sek', lower_is_better="outcomes.side = 'cost'"
            )
        }} as forecast_deviation_sek,
        outcomes.outcome_sek,
        {{ money('outcomes.outcome_sek - lines.forecast_sek') }} as forecast_error_sek,
        case
            when outcomes.side <> 'result'
                then {{ ratio('100 * (outcomes.outcome_sek - lines.forecast_sek)', 'lines.forecast_sek') }}
        end as forecast_error_pct
    from lines
    inner join outcomes
        on
            lines.fiscal_year = outcomes.fiscal_year
            and lines.line_id = outcomes.line_id
)

select
    this_year.fiscal_year,
    this_year.edition,
    this_year.line_id,
    this_year.forecast_sek,
    this_year.year_budget_sek,
    this_year.forecast_deviation_sek,
    this_year.outcome_sek,
    this_year.forecast_error_sek,
    this_year.forecast_error_pct,
    prior_year.forecast_sek as prior_forecast_sek,
    prior_year.outcome_sek as prior_outcome_sek,
    prior_year.forecast_error_sek as prior_forecast_error_sek,
    prior_year.forecast_error_pct as prior_forecast_error_pct
from compared as this_year
left join compared as prior_year
    on
        this_year.prior_fiscal_year = prior_year.fiscal_year
        and this_year.edition = prior_year.edition
        and this_year.line_id = prior_year.line_id
