-- title: An employment has one person and one first day, and in a month one cost centre, in every extract, and a spell
--   of absence one reason
-- protects: mart_hr__employees
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_payroll__employments)
-- not_applicable: no employments are delivered
-- A person may change cost centre; then the employments, the hours and the absence of a month have the same new one.
-- The person is compared by the build's pseudonym, and named by the employment. A spell is of one employment and reason
-- in all of its months; its extent may change, but not for most of a month's part-time spells, three or more, at once.
with rows_of_extracts as (
    select
        'employments' as extract,
        employment_id,
        date_trunc('month', as_of_date)::date as month,
        cost_centre,
        person_id,
        from_date
    from staging.stg_payroll__employments
    union all
    select 'working hours', employment_id, month::date, cost_centre, null, null from staging.stg_payroll__working_hours
    union all
    select 'absence', employment_id, month::date, cost_centre, person_id, null from staging.stg_payroll__absence_spells
)

select
    'employment ' || employment_id || ': persons' as subject,
    1::decimal(28, 8) as expected,
    count(distinct person_id)::decimal(28, 8) as actual
from rows_of_extracts
group by employment_id
having count(person_id) > 0
union all
select
    'employment ' || employment_id || ': first days',
    1::decimal(28, 8),
    count(distinct from_date)::decimal(28, 8)
from rows_of_extracts
group by employment_id
having count(from_date) > 0
union all
select
    strftime(month, '%Y-%m') || ', employment ' || employment_id || ': cost centres',
    1::decimal(28, 8),
    count(distinct cost_centre)::decimal(28, 8)
from rows_of_extracts
group by month, employment_id
having count(cost_centre) > 0
union all
select
    'absence ' || absence_id || ': employments and reasons',
    1::decimal(28, 8),
    count(distinct (employment_id, reason))::decimal(28, 8)
from staging.stg_payroll__absence_spells
group by absence_id
union all
select
    strftime(month, '%Y-%m') || ': part-time spells of another extent than the month before, of ' || count(*),
    0::decimal(28, 8),
    if(
        2 * count(*) filter (extent_pct <> extent_before) > greatest(5, count(*)), count(*) filter (extent_pct <> extent_before), 0
    )::decimal(28, 8)
from (
    select
        month,
        extent_pct,
        lag(extent_pct) over (partition by absence_id order by month) as extent_before
    from staging.stg_payroll__absence_spells
)
where least(extent_pct, extent_before) < 100 and extent_before is not null
group by month
