-- title: A spell of absence begins before its month ends, ends after it begins, and lies within the employment
-- protects: mart_hr__sick_leave
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_payroll__absence_spells)
-- not_applicable: no absence is delivered
with employments as (
    select
        employment_id,
        min(from_date) as from_date,
        max(to_date) as to_date
    from staging.stg_payroll__employments
    group by employment_id
)

select
    strftime(month, '%Y-%m') || ', spell ' || absence_id || ' of employment ' || spells.employment_id || ', from ' || spells.from_date
    || coalesce(' to ' || spells.to_date, '') as subject,
    0::decimal(28, 8) as expected,
    (
        spells.from_date > last_day(month)
        or coalesce(spells.to_date < month or spells.to_date < spells.from_date, false)
        or coalesce(spells.from_date < employments.from_date, false)
        or coalesce(month > employments.to_date, false)
    )::int::decimal(28, 8) as actual
from staging.stg_payroll__absence_spells as spells
left join employments using (employment_id)
