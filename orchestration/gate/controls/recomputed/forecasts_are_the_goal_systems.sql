-- title: Each forecast is the goal system's, beside the budget and the outcome of its year and the one before
-- protects: mart_economics__forecasts
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_goals__forecasts semi join common.dim_fiscal_year using (fiscal_year))
-- not_applicable: no forecast of a year of the ledger has been delivered
with delivered as (
    select fiscal_year, tertial as edition, side, 'total' as area, amount_sek from staging.stg_goals__forecasts
    union all
    select fiscal_year, tertial, side, business_area_id, amount_sek from staging.stg_goals__area_forecasts
),

forecasts as (
    select fiscal_year, edition, side || '_' || area as line_id, amount_sek as forecast_sek
    from delivered
    union all
    select costs.fiscal_year, costs.tertial, 'result_total', revenue.amount_sek - costs.amount_sek
    from staging.stg_goals__forecasts as costs
    inner join staging.stg_goals__forecasts as revenue
        on (costs.fiscal_year, costs.tertial) = (revenue.fiscal_year, revenue.tertial)
    where costs.side = 'cost' and revenue.side = 'revenue'
),

own as (
    select
        forecasts.*,
        years.prior_fiscal_year,
        lines.* exclude (fiscal_year, line_id, budget_sek, outcome_sek, deviation_sek, prior_outcome_sek),
        lines.budget_sek as year_budget_sek,
        if(lines.side = 'cost', -1, 1) * (forecast_sek - lines.budget_sek) as forecast_deviation_sek,
        if(years.balance_date >= years.end_date, lines.outcome_sek, null) as year_outcome_sek
    from forecasts
    inner join common.dim_fiscal_year as years using (fiscal_year)
    left join economics.mart_economics__result_by_business_area as lines using (fiscal_year, line_id)
),

errors as (
    select
        *,
        year_outcome_sek - forecast_sek as forecast_error_sek,
        try_cast(
            if(
                line_id = 'result_total', null,
                100 * (year_outcome_sek::double - forecast_sek::double) / nullif(forecast_sek::double, 0)
            ) as decimal(18, 8)
        ) as forecast_error_pct
    from own
),

recomputed as (
    select
        this_year.* exclude (prior_fiscal_year, year_outcome_sek),
        this_year.year_outcome_sek as outcome_sek,
        prior_year.forecast_sek as prior_forecast_sek,
        prior_year.year_outcome_sek as prior_outcome_sek,
        prior_year.forecast_error_sek as prior_forecast_error_sek,
        prior_year.forecast_error_pct as prior_forecast_error_pct
    from errors as this_year
    left join errors as prior_year
        on
            (this_year.prior_fiscal_year, this_year.edition, this_year.line_id)
            = (prior_year.fiscal_year, prior_year.edition, prior_year.line_id)
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from economics.mart_economics__forecasts
    ) on rows_count, sort_order, columns('_sek$|_pct$')
    into name measure value amount
)

select
    concat_ws(', ', fiscal_year, edition, line_id, label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by fiscal_year, edition, line_id, side, is_of_which, is_total, business_area_id, label_sv, measure
