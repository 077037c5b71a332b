-- Each line is a line of the year's table, with that line's name and place.
select
    forecasts.fiscal_year,
    forecasts.edition,
    forecasts.line_id,
    lines.side,
    lines.business_area_id,
    lines.label_sv,
    lines.is_of_which,
    lines.is_total,
    lines.sort_order,
    forecasts.forecast_sek,
    forecasts.year_budget_sek,
    forecasts.forecast_deviation_sek,
    forecasts.outcome_sek,
    forecasts.forecast_error_sek,
    forecasts.forecast_error_pct,
    forecasts.prior_forecast_sek,
    forecasts.prior_outcome_sek,
    forecasts.prior_forecast_error_sek,
    forecasts.prior_forecast_error_pct
from {{ ref('int_economics__forecast_lines') }} as forecasts
inner join {{ ref('mart_economics__result_by_business_area') }} as lines
    on
        forecasts.fiscal_year = lines.fiscal_year
        and forecasts.line_id = lines.line_id
