-- title: Nobody is to work more hours in a month than its days hold at eight and a half hours
-- protects: mart_hr__sick_leave
-- severity: explain
-- comparison: at_most
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_payroll__working_hours)
-- not_applicable: no working hours are delivered
select
    strftime(month, '%Y-%m') || ', employment ' || employment_id || ': ordinary hours' as subject,
    (
        8.5 * (
            select count(*) from range(month::timestamp, month::timestamp + interval 1 month, interval 1 day)
            where isodow(range) < 6
        )
    )::decimal(28, 8) as expected,
    sum(ordinary_hours)::decimal(28, 8) as actual
from staging.stg_payroll__working_hours
group by month, employment_id
