-- title: Nothing that was done after the year's end counts as done in the year
-- protects: fct_measures
-- severity: blocks
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from measures.fct_measures
--   where measure_id = 'risk_measures_done_pct' and member = '')
-- not_applicable: no register of risk measures is delivered
with counted as (
    select
        measure_id,
        fiscal_year,
        numerator
    from measures.fct_measures
    where measure_id = 'risk_measures_done_pct' and member = ''
)

select
    fiscal_year || ': risk measures done' as subject,
    (
        select count(*) from staging.stg_registers__risk_measures
        where year(planned_date) = fiscal_year and done_date <= make_date(fiscal_year, 12, 31)
    )::decimal(28, 8) as expected,
    numerator as actual
from counted
