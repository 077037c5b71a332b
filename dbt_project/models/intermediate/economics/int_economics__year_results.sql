with totals as (
    select
        fiscal_year,
        prior_fiscal_year,
        -- A year with costs alone has no revenue, which is zero.
        {{ money("coalesce(sum(case when side = 'cost' then outcome_sek end), 0)") }} as cost_sek,
        {{ money("coalesce(sum(case when side = 'revenue' then outcome_sek end), 0)") }} as revenue_sek,
        {{ money_sum("case when side = 'cost' then budget_sek end") }} as budgeted_cost_sek
    from {{ ref('int_economics__area_results') }}
    where is_total and measure_window = 'calendar_year'
    group by fiscal_year, prior_fiscal_year
)

select
    fiscal_year,
    prior_fiscal_year,
    cost_sek,
    revenue_sek,
    {{ money('revenue_sek - cost_sek') }} as result_sek,
    budgeted_cost_sek
from totals
