-- title: No measure of counted rows becomes four times as large, or small, between two years
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from measures.fct_measures as now
--   inner join measures.fct_measures as earlier
--   on now.measure_id = earlier.measure_id and now.member = earlier.member and now.fiscal_year = earlier.fiscal_year + 1
--   inner join measures.dim_measure on now.measure_id = dim_measure.measure_id
--   where dim_measure.unit not in ('sek', 'date', 'target', 'percentage_points') and earlier.measure_value > 0
--   and now.row_count >= 30 and earlier.row_count >= 30)
-- not_applicable: no measure counts thirty rows in two years
-- Measures of thirty rows or more in both years. Money follows the budget and is held by its own controls.
select
    now.fiscal_year || ', ' || now.measure_id || coalesce(nullif(', ' || now.member, ', '), '') || ': '
    || round(now.measure_value, 2)::decimal(18, 2) || ' after ' || round(earlier.measure_value, 2)::decimal(18, 2) as subject,
    0::decimal(28, 8) as expected,
    (now.measure_value > 4 * earlier.measure_value or now.measure_value < earlier.measure_value / 4)::int::decimal(28, 8) as actual
from measures.fct_measures as now
inner join measures.fct_measures as earlier
    on now.measure_id = earlier.measure_id and now.member = earlier.member and now.fiscal_year = earlier.fiscal_year + 1
inner join measures.dim_measure on now.measure_id = dim_measure.measure_id
where
    dim_measure.unit not in ('sek', 'date', 'target', 'percentage_points') and earlier.measure_value > 0
    and now.row_count >= 30 and earlier.row_count >= 30
