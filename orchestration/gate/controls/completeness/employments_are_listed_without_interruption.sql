-- title: An employment is listed at every month's end from its first day to its last
-- protects: mart_hr__employees
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: (select count(distinct as_of_date) from staging.stg_payroll__employments) >= 2
-- not_applicable: employments are not listed for two months
-- An employment that is listed before and after a month and not in it, that began before the month's end, or that has a
-- last day after it, is missing: a unit's employments were left out of one list. Nothing is said of a month of which
-- no list was delivered.
with listed as (
    select
        employment_id,
        as_of_date,
        from_date,
        to_date
    from staging.stg_payroll__employments
),

lists as (
    select
        as_of_date,
        lag(as_of_date) over by_day as list_before,
        lead(as_of_date) over by_day as list_after
    from (select distinct as_of_date from listed)
    window by_day as (order by as_of_date)
),

owed as (
    select
        listed.employment_id,
        lists.list_before as as_of_date
    from listed
    inner join lists using (as_of_date)
    where
        lists.list_before is not null
        and (
            listed.from_date <= lists.list_before
            or exists (
                select 1 from listed as earlier
                where earlier.employment_id = listed.employment_id and earlier.as_of_date < lists.list_before
            )
        )
    union
    select
        listed.employment_id,
        lists.list_after
    from listed
    inner join lists using (as_of_date)
    where listed.to_date >= lists.list_after
)

select
    owed.as_of_date || ', employment ' || owed.employment_id || ' is not listed' as subject,
    0::decimal(28, 8) as expected,
    (listed.employment_id is null)::int::decimal(28, 8) as actual
from owed
left join listed using (employment_id, as_of_date)
