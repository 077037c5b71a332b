-- title: A spell of absence has no more hours in a month than its days, a cost centre not less than a quarter of them,
--   and a month as many of the ordinary hours as other months
-- protects: mart_hr__sick_leave
-- severity: explain
-- comparison: at_most
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_payroll__absence_spells where from_date is not null)
-- not_applicable: no absence with days is delivered
-- A day is eight and a half hours, on at most five days in seven, whichever these are, by the extent of the absence.
-- Days on which nobody works, and part-timers, make the hours fewer; less than a quarter over all spells of a cost
-- centre is another unit. Of the ordinary hours of those who are absent a month's spells take what their weekdays and
-- extents say, as in the median of the months: a tenth, or six robust standard deviations, off are days that are
-- not counted, or extents of what is worked. Fewer than twenty spells may be so by chance.
with spells as (
    select
        month,
        absence_id,
        employment_id,
        cost_centre,
        from_date,
        to_date,
        absence_hours,
        extent_pct,
        date_diff(
            'day', greatest(from_date, month::date), least(coalesce(to_date, last_day(month)), last_day(month))
        ) + 1 as days_count
    from staging.stg_payroll__absence_spells
    where from_date is not null
),

absences as (
    select
        *,
        least(days_count, 5 * ceil(days_count / 7)) * extent_pct / 100 as absent_days
    from spells
    where days_count > 0
),

weekdays as (
    select
        month,
        range::date as day,
        count(*) over (partition by month) as weekdays_count
    from (select distinct month::date as month from absences), range(month::timestamp, month + interval 1 month, interval 1 day)
    where isodow(range) < 6
),

owed as (
    select
        weekdays.month,
        sum(absences.extent_pct / 100 * hours.ordinary_hours / weekdays.weekdays_count) as hours
    from absences
    inner join staging.stg_payroll__working_hours as hours
        on absences.employment_id = hours.employment_id and absences.month::date = hours.month::date
    inner join weekdays
        on
            absences.month::date = weekdays.month
            and weekdays.day between absences.from_date and coalesce(absences.to_date, last_day(absences.month))
    group by weekdays.month
),

months as (
    select
        owed.month,
        sum(absences.absence_hours) / any_value(owed.hours) as taken
    from absences
    inner join owed on absences.month::date = owed.month
    group by owed.month
    having count(*) >= 20 and any_value(owed.hours) > 0
)

select
    strftime(month, '%Y-%m') || ', absence ' || absence_id || ': hours' as subject,
    (8.5 * absent_days)::decimal(28, 8) as expected,
    absence_hours::decimal(28, 8) as actual
from absences
union all
select
    strftime(month, '%Y-%m') || ', cost centre ' || cost_centre || ': a quarter of the hours of ' || sum(absent_days)::decimal(18, 2) || ' days',
    sum(absence_hours)::decimal(28, 8),
    (0.25 * 8 * sum(absent_days))::decimal(28, 8)
from absences
group by month, cost_centre
having sum(absent_days) >= 10
union all
select
    strftime(month, '%Y-%m') || ': hours of absence over those of their weekdays, which are usually ' || round(median(taken) over (), 3)::decimal(18, 3),
    greatest(0.1, 6 * 1.4826 * mad(taken) over ())::decimal(28, 8),
    abs(taken - median(taken) over ())::decimal(28, 8)
from months
