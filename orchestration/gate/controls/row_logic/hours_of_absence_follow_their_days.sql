-- title: A spell of absence has no more hours in a month than its days, and a cost centre not less than a quarter of them
-- protects: mart_hr__sick_leave
-- severity: explain
-- comparison: at_most
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_payroll__absence_spells where from_date is not null)
-- not_applicable: no absence with days is delivered
-- A day is eight and a half hours, Monday to Friday, by the extent of the absence. Days on which nobody works, and
-- part-timers, make the hours fewer; less than a quarter over all spells of a cost centre is another unit.
with days as (
    select range::date as day
    from range(
        (select min(month)::timestamp from staging.stg_payroll__absence_spells),
        (select max(month)::timestamp + interval 1 month from staging.stg_payroll__absence_spells),
        interval 1 day
    )
),

-- How many weekdays there have been before a day.
weekdays as (
    select
        day,
        sum((isodow(day) < 6)::int) over (order by day) as weekdays_count
    from days
),

spells as (
    select
        spells.month,
        spells.absence_id,
        spells.cost_centre,
        spells.absence_hours,
        spells.extent_pct,
        (last.weekdays_count - first.weekdays_count + (isodow(first.day) < 6)::int) * spells.extent_pct / 100 as absent_days
    from staging.stg_payroll__absence_spells as spells
    inner join weekdays as first on greatest(spells.from_date, spells.month::date) = first.day
    inner join weekdays as last
        on least(coalesce(spells.to_date, last_day(spells.month)), last_day(spells.month)) = last.day
)

select
    strftime(month, '%Y-%m') || ', absence ' || absence_id || ': hours' as subject,
    (8.5 * absent_days)::decimal(28, 8) as expected,
    absence_hours::decimal(28, 8) as actual
from spells
union all
select
    strftime(month, '%Y-%m') || ', cost centre ' || cost_centre || ': a quarter of the hours of ' || sum(absent_days)::decimal(18, 2) || ' days',
    sum(absence_hours)::decimal(28, 8),
    (0.25 * 8 * sum(absent_days))::decimal(28, 8)
from spells
group by month, cost_centre
having sum(absent_days) >= 10
