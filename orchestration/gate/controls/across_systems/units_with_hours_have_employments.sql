-- title: A cost centre with working hours in a month has employments at its end, and one with employments has hours
-- protects: mart_hr__employees
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_payroll__employments)
--   and exists (select 1 from staging.stg_payroll__working_hours)
-- not_applicable: employments and working hours are not both delivered
-- A unit that is in one extract and not in the other was left out there, or is called by another unit's code. Months
-- that only one of the extracts has are found by completeness.
with employed as (
    select distinct
        date_trunc('month', as_of_date)::date as month,
        cost_centre
    from staging.stg_payroll__employments
),

worked as (
    select distinct
        month::date as month,
        cost_centre
    from staging.stg_payroll__working_hours
    where ordinary_hours > 0
),

months as (
    select month from employed
    intersect
    select month from worked
)

select
    strftime(month, '%Y-%m') || ', cost centre ' || cost_centre || case
        when employed.month_ is null then ': hours, and no employment'
        when worked.month_ is null then ': employments, and no hours'
        else ''
    end as subject,
    0::decimal(28, 8) as expected,
    (employed.month_ is null or worked.month_ is null)::int::decimal(28, 8) as actual
from (select *, month as month_ from employed) as employed
full join (select *, month as month_ from worked) as worked using (month, cost_centre)
semi join months using (month)
