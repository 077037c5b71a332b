-- title: A forecast of an area's costs, or revenue, is at most two and a half times the outcome, and at
--   least two fifths of it
-- protects: mart_economics__forecasts
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from economics.mart_economics__forecasts inner join common.dim_fiscal_year using (fiscal_year)
--   where balance_date >= end_date and side <> 'result' and business_area_id is not null and forecast_sek > 0
--   and outcome_sek > 0)
-- not_applicable: no area of a year that is booked to its end is forecast
-- Two areas that have changed places sum to the same: only each of them shows it.
select
    fiscal_year || ', ' || edition || ', ' || line_id || ': forecast ' || forecast_sek || ', outcome ' || outcome_sek as subject,
    0::decimal(28, 8) as expected,
    (forecast_sek * 2 > 5 * outcome_sek or forecast_sek * 5 < 2 * outcome_sek)::int::decimal(28, 8) as actual
from economics.mart_economics__forecasts
inner join common.dim_fiscal_year using (fiscal_year)
where balance_date >= end_date and side <> 'result' and business_area_id is not null and forecast_sek > 0 and outcome_sek > 0
