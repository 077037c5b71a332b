-- title: Whoever was employed all month is to work as many hours as the degree of employment says, within a quarter
-- protects: mart_hr__sick_leave
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from staging.stg_payroll__employments as employments
--   inner join staging.stg_payroll__working_hours as hours
--   on employments.employment_id = hours.employment_id and date_trunc('month', as_of_date) = hours.month
--   where degree_pct > 0 and from_date <= hours.month)
-- not_applicable: employments and working hours are not both delivered
-- A full time is what is usual in the month: the median of the hours over the degree.
with employed as (
    select
        employments.employment_id,
        hours.month,
        employments.degree_pct,
        hours.ordinary_hours,
        median(100 * hours.ordinary_hours / employments.degree_pct) over (partition by hours.month) as full_time_hours
    from staging.stg_payroll__employments as employments
    inner join staging.stg_payroll__working_hours as hours
        on
            employments.employment_id = hours.employment_id
            and date_trunc('month', employments.as_of_date) = hours.month
    where employments.degree_pct > 0 and employments.from_date <= hours.month
)

select
    strftime(month, '%Y-%m') || ', employment ' || employment_id || ' of ' || degree_pct || ' per cent: ' || ordinary_hours || ' hours'
    as subject,
    0::decimal(28, 8) as expected,
    (
        100 * ordinary_hours not between 0.75 * degree_pct * full_time_hours and 1.25 * degree_pct * full_time_hours
    )::int::decimal(28, 8) as actual
from employed
