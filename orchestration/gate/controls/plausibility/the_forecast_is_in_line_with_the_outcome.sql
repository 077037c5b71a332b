-- title: The outcome lies within a quarter of what the year's last forecast said
-- protects: mart_economics__income_statement
-- severity: explain
-- comparison: at_most
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_goals__forecasts
--   inner join common.dim_fiscal_year using (fiscal_year) where balance_date >= end_date)
-- not_applicable: no forecast of a year that is booked to its end is delivered
with forecasts as (
    select
        fiscal_year,
        side as line_id,
        arg_max(amount_sek, sort_order) as forecast_sek
    from staging.stg_goals__forecasts
    inner join reference.report_editions on tertial = edition
    group by all
)

select
    fiscal_year || ', ' || label_sv || ': deviation from the forecast, per cent of it' as subject,
    25::decimal(28, 8) as expected,
    (100 * abs(outcome_sek - forecast_sek) / nullif(forecast_sek, 0))::decimal(28, 8) as actual
from forecasts
inner join economics.mart_economics__income_statement using (fiscal_year, line_id)
inner join common.dim_fiscal_year using (fiscal_year)
where balance_date >= end_date
