-- title: No administrator reports more hours in a month than one and a half full times, a full time is
--   the month's, hours have decimals, and administrators work as much of their time as last year, and as
--   the month before
-- protects: mart_services__key_figures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_invoicing__administrator_hours
--   union all select 1 from staging.stg_payroll__administrator_hours)
-- not_applicable: no administrator's hours are delivered
-- A full time is from five to nine hours for each weekday of the month: fewer, or more, are of a day, a week or a
-- decimal sign that moved. Of hours with decimals, some end on sixty hundredths or more in every month; none does where
-- they are hours and minutes. What ten administrators or more work of a process's full times, a tenth of them at least,
-- changes from the same month of last year by no more than a tenth, and by no twentieth more or less than in the year's
-- other months, nor by six of the deviations that a month has from the one before: hours of a schedule, hours with
-- meetings in them, or without those of half of the administrators. Whoever works much with a process does so in the
-- next month too: where ten administrators' parts of a full time follow those of the month before in most months, they
-- do in each, unless a column was sorted, or lies a row off.
with reported as (
    select 'invoicing' as system, process, administrator, month, hours, full_time_hours from staging.stg_invoicing__administrator_hours
    union all
    select 'payroll', 'payslips', administrator, month, hours, full_time_hours from staging.stg_payroll__administrator_hours
),

months as (
    select
        month,
        (
            select count(*) from range(month::timestamp, month::timestamp + interval 1 month, interval 1 day)
            where isodow(range) < 6
        ) as weekdays_count
    from (select distinct month from reported)
),

worked as (
    select
        process,
        month::date as month,
        sum(hours)::double / sum(full_time_hours) as worked
    from reported
    group by process, month
    having count(*) >= 10 and worked > 0.1
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
union all
select
    strftime(month, '%Y-%m') || ', ' || process || ': administrators worked ' || round(worked, 3)::decimal(28, 3)
    || ' of their full times, in the same month of last year ' || round(worked_before, 3)::decimal(28, 3),
    0::decimal(28, 8),
    (
        abs(usual) > 0.1
        or abs(change - usual_of_others) > greatest(0.05, 6 * 1.4826 / sqrt(2) * usual_step)
    )::int::decimal(28, 8)
from (
    select
        *,
        median(change) over (partition by process, year(month)) as usual,
        median(change) over (
            partition by process, year(month) rows between unbounded preceding and unbounded following exclude current row
        ) as usual_of_others,
        median(abs(step)) over (partition by process, year(month)) as usual_step,
        count(*) over (partition by process, year(month)) as months_count
    from (
        select
            now.process,
            now.month,
            now.worked,
            earlier.worked as worked_before,
            ln(now.worked / earlier.worked) as change,
            change - lag(change) over (partition by now.process order by now.month) as step
        from worked as now
        inner join worked as earlier on now.process = earlier.process and now.month = earlier.month + interval 1 year
    )
)
where months_count >= 6
union all
select
    strftime(month, '%Y-%m') || ', ' || process || ': parts of a full time follow those of the month before by '
    || round(follows, 2)::decimal(28, 2) || ', usually ' || round(usual, 2)::decimal(28, 2),
    0::decimal(28, 8),
    (usual >= 0.7 and follows < least(usual, coalesce(last_year, usual)) - usual / 2)::int::decimal(28, 8)
from (
    select
        *,
        median(follows) over (partition by process) as usual,
        -- Holidays differ from person to person.
        any_value(follows) over (
            partition by process order by month range between interval 1 year preceding and interval 1 year preceding
        ) as last_year
    from (
        select
            now.process,
            now.month,
            corr(now.hours::double / now.full_time_hours, earlier.hours::double / earlier.full_time_hours) as follows
        from reported as now
        inner join reported as earlier
            on
                now.process = earlier.process and now.administrator = earlier.administrator
                and now.month = earlier.month + interval 1 month
        where least(now.full_time_hours, earlier.full_time_hours) > 0
        group by now.process, now.month
        having count(*) >= 10
    )
    where isfinite(follows)
)
