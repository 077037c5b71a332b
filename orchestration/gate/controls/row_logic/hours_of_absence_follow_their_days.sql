-- title: A spell of absence has no more hours in a month than its days, a cost centre not less than a quarter of them,
--   and few spells none
-- protects: mart_hr__sick_leave
-- severity: explain
-- comparison: at_most
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_payroll__absence_spells where from_date is not null)
-- not_applicable: no absence with days is delivered
-- A day is eight and a half hours, on at most five days in seven, whichever these are, by the extent of the absence.
-- Days on which nobody works, and part-timers, make the hours fewer; less than a quarter over all spells of a cost
-- centre is another unit. Spells without an hour are no more in a month than twice as many as in three quarters of the
-- months, and five.
with spells as (
    select
        month,
        absence_id,
        cost_centre,
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
    strftime(month, '%Y-%m') || ': spells without an hour',
    5 + 2 * quantile_disc(empty_count, 0.75) over (),
    empty_count
from (
    select
        month,
        (count(*) filter (absence_hours = 0))::decimal(28, 8) as empty_count
    from absences
    group by month
)
