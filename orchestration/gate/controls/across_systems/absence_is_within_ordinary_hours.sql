-- title: Nobody is absent for more hours in a month than they were to work
-- protects: mart_hr__sick_leave
-- severity: explain
-- comparison: at_most
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_payroll__absence_spells)
-- not_applicable: no absence is delivered
with absent as (
    select
        employment_id,
        month,
        sum(absence_hours)::decimal(28, 8) as absence_hours
    from staging.stg_payroll__absence_spells
    group by all
),

worked as (
    select
        employment_id,
        month,
        sum(ordinary_hours)::decimal(28, 8) as ordinary_hours
    from staging.stg_payroll__working_hours
    group by all
)

select
    strftime(month, '%Y-%m') || ', employment ' || employment_id || ': hours of absence' as subject,
    coalesce(ordinary_hours, 0)::decimal(28, 8) as expected,
    absence_hours as actual
from absent
left join worked using (employment_id, month)
