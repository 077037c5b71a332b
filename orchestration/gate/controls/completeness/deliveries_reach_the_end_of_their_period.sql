-- title: No delivery ends more days before its period than its extract's others do
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from raw.profiles where statistic = 'last_day' group by system, entity, column_name having count(*) >= 2)
-- not_applicable: no extract with a date is delivered for two periods
-- A file that was made before its period had ended. How many days a period may end without a row is learned from the
-- extract's other periods; two more days are chance, and so are fewer rows than twelve, or forty where there are fewer
-- than six other periods, of those that were to come at the rate of the days before. Dates that lie before their
-- period, as when an agreement began, have no such rate, and those that may lie beyond it no end.
with dates as (
    select
        profiles.system || '.' || profiles.entity as extract,
        profiles.column_name,
        loads.period_from,
        date_diff('day', loads.period_from, loads.period_to) + 1 as days_count,
        max(value) filter (statistic = 'last_day') as last_day,
        max(value) filter (statistic = 'filled')::double as filled,
        max(value) filter (statistic = 'days') as days
    from raw.profiles as profiles
    inner join raw.loads as loads using (load_id, system, entity)
    where statistic in ('last_day', 'filled', 'days')
    group by all
    having filled > 0 and last_day is not null
),

ends as (
    select
        *,
        greatest(days_count - 1 - last_day, 0)::double as empty_days,
        max(empty_days) over others as most_empty_days,
        count(*) over others as others_count,
        filled / (last_day + 1) as rows_a_day,
        min(days / filled) over (partition by extract, column_name) >= -days_count
        and min(last_day) over (partition by extract, column_name) >= 0
        and max(last_day - days_count) over (partition by extract, column_name) <= 1 as lies_within
    from dates
    window others as (
        partition by extract, column_name order by period_from
        rows between unbounded preceding and unbounded following exclude current row
    )
)

select
    extract || ', ' || column_name || ', from ' || period_from || ': ' || empty_days::int || ' days without a row at the end, at most '
    || most_empty_days::int || ' at other times' as subject,
    0::decimal(28, 8) as expected,
    (lies_within and (empty_days - most_empty_days - 2) * rows_a_day >= if(others_count < 6, 40, 12))::int::decimal(28, 8) as actual
from ends
where most_empty_days is not null
