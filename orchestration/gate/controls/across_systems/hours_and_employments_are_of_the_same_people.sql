-- title: Whoever is employed at a month's end has working hours in the month, and hours belong to an employment
-- protects: mart_hr__employees
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_payroll__employments)
--   and exists (select 1 from staging.stg_payroll__working_hours)
-- not_applicable: employments and working hours are not both delivered
-- Who leaves within a month has hours in it, and is in the list of the month before; who begins on a month's last
-- days may have none yet. Months that only one of the extracts has are found by completeness.
with employed as (
    select
        employment_id,
        date_trunc('month', as_of_date)::date as month,
        from_date,
        as_of_date
    from staging.stg_payroll__employments
),

worked as (
    select distinct
        employment_id,
        month::date as month
    from staging.stg_payroll__working_hours
),

months as (
    select distinct month from employed
    intersect
    select distinct month from worked
)

select
    strftime(month, '%Y-%m') || ', employment ' || employment_id || ' has no working hours' as subject,
    0::decimal(28, 8) as expected,
    (worked.employment_id is null)::int::decimal(28, 8) as actual
from employed
inner join months using (month)
left join worked using (employment_id, month)
where from_date is null or from_date < as_of_date - interval 3 day
union all
select
    strftime(month, '%Y-%m') || ', hours of employment ' || employment_id || ', which is not listed in the month or the one before',
    0::decimal(28, 8),
    (
        not exists (
            select 1 from employed
            where
                employed.employment_id = worked.employment_id
                and employed.month in (worked.month, worked.month - interval 1 month)
        )
    )::int::decimal(28, 8)
from worked
inner join months using (month)
