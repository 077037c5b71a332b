-- title: No administrator reports more hours in a month than one and a half full times, a full time is
--   the month's, and hours have decimals
-- protects: mart_services__key_figures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_invoicing__administrator_hours
--   union all select 1 from staging.stg_payroll__administrator_hours)
-- not_applicable: no administrator's hours are delivered
-- A full time is from five to nine hours for each weekday of the month: fewer, or more, are of a day, a week or a
-- decimal sign that moved. Of hours with decimals, some end on sixty hundredths or more in every month; none does where
-- they are hours and minutes.
with reported as (
    select 'invoicing' as system, administrator, month, hours, full_time_hours from staging.stg_invoicing__administrator_hours
    union all
    select 'payroll', administrator, month, hours, full_time_hours from staging.stg_payroll__administrator_hours
),

months as (
    select
        month,
        (
            select count(*) from range(month::timestamp, month::timestamp + interval 1 month, interval 1 day)
            where isodow(range) < 6
        ) as weekdays_count
    from (select distinct month from reported)
)

select
    strftime(reported.month, '%Y-%m') || ', ' || system || ', administrator ' || administrator || ': ' || sum(hours)
    || ' hours, of a full time of ' || max(full_time_hours) as subject,
    0::decimal(28, 8) as expected,
    (
        sum(hours) > 1.5 * max(full_time_hours)
        or min(full_time_hours) < 5 * any_value(weekdays_count) or max(full_time_hours) > 9 * any_value(weekdays_count)
    )::int::decimal(28, 8) as actual
from reported
inner join months using (month)
group by reported.month, system, administrator
union all
select
    strftime(month, '%Y-%m') || ', ' || system || ': ' || late_count || ' of ' || fractions_count || ' hours with decimals end on sixty hundredths or more',
    0::decimal(28, 8),
    (
        late_count = 0
        and fractions_count * quantile_disc(late_count / fractions_count, 0.25) over (partition by system) >= 9
    )::int::decimal(28, 8)
from (
    select
        system,
        month,
        count(*) filter (hours % 1 >= 0.6)::double as late_count,
        count(*) filter (hours % 1 <> 0) as fractions_count
    from reported
    -- What is a part of an hour may be less than sixty hundredths of one in all rows.
    where hours > 1
    group by system, month
)
where fractions_count > 0
