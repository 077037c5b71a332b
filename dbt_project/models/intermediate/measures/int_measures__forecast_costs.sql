select
    forecasts.fiscal_year,
    forecasts.amount_sek as forecast_cost_sek,
    {{ money('outcomes.outcome_sek - forecasts.amount_sek') }} as cost_over_forecast_sek
from {{ ref('stg_goals__forecasts') }} as forecasts
inner join {{ ref('mart_economics__income_statement') }} as outcomes
    on forecasts.fiscal_year = outcomes.fiscal_year and outcomes.line_id = 'cost'
where forecasts.tertial = 'T2' and forecasts.side = 'kostnader'
