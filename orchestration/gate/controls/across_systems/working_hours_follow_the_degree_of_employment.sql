-- title: Whoever was employed all month is to work as many hours as the degree of employment says, and a full time is
--   an administrator's
-- protects: mart_hr__sick_leave
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from staging.stg_payroll__employments as employments
--   inner join staging.stg_payroll__working_hours as hours
--   on employments.employment_id = hours.employment_id and date_trunc('month', as_of_date) = hours.month
--   where degree_pct > 0 and from_date <= hours.month)
-- not_applicable: employments and working hours are not both delivered
-- A full time is what is usual in the month: the median of the hours over the degree. Nobody is a quarter off it; of
-- those who are three hundredths off there are no more in a month than twice as many as in three quarters of the
-- months, and five, or two where these have none. Whose degree changes within a month is off in that month alone: where
-- nobody was off in two fifths of the months, nobody is so in two that follow one another. Where it is the
-- administrators' full time in two fifths of the months, it is so in all of them.
with employed as (
    select
        employments.employment_id,
        hours.month,
        employments.degree_pct,
        hours.ordinary_hours,
        median(100 * hours.ordinary_hours / employments.degree_pct) over (partition by hours.month) as full_time_hours,
        100 * hours.ordinary_hours
        not between 0.97 * employments.degree_pct * full_time_hours and 1.03 * employments.degree_pct * full_time_hours as is_off
    from staging.stg_payroll__employments as employments
    inner join staging.stg_payroll__working_hours as hours
        on
            employments.employment_id = hours.employment_id
            and date_trunc('month', employments.as_of_date) = hours.month
    where employments.degree_pct > 0 and employments.from_date <= hours.month
),

months as (
    select
        month,
        any_value(full_time_hours) as full_time_hours,
        count(*) filter (is_off) as off_count
    from employed
    group by month
)

select
    strftime(month, '%Y-%m') || ', employment ' || employment_id || ' of ' || degree_pct || ' per cent: ' || ordinary_hours || ' hours'
    as subject,
    0::decimal(28, 8) as expected,
    (
        100 * ordinary_hours not between 0.75 * degree_pct * full_time_hours and 1.25 * degree_pct * full_time_hours
    )::int::decimal(28, 8) as actual
from employed
union all
select
    strftime(month, '%Y-%m') || ': employments with other hours than their degree says',
    0::decimal(28, 8),
    if(off_count > if(usual_count = 0, 2, 5 + 2 * usual_count), off_count, 0)::decimal(28, 8)
from (select *, quantile_disc(off_count, 0.75) over () as usual_count from months)
union all
select
    'employment ' || employment_id || ': months with other hours than its degree says, one after another',
    0::decimal(28, 8),
    count(*)::decimal(28, 8)
from (
    select
        employment_id,
        is_off and lag(is_off) over by_month and lag(month) over by_month = month - interval 1 month as is_off_again
    from employed
    window by_month as (partition by employment_id order by month)
)
where is_off_again and (select quantile_disc(off_count, 0.4) from months) = 0
group by employment_id
union all
select
    strftime(month, '%Y-%m') || ': a full time of ' || months.full_time_hours || ' hours, an administrator''s in ' || administrators.system
    || ' of ' || administrators.full_time_hours,
    0::decimal(28, 8),
    (
        abs(months.full_time_hours - administrators.full_time_hours) > 0.5
        and quantile_disc(abs(months.full_time_hours - administrators.full_time_hours), 0.4) over (partition by administrators.system) <= 0.5
    )::int::decimal(28, 8)
from months
inner join (
    select
        'payroll' as system,
        month,
        mode(full_time_hours) as full_time_hours
    from staging.stg_payroll__administrator_hours
    group by month
    union all
    select
        'invoicing',
        month,
        mode(full_time_hours)
    from staging.stg_invoicing__administrator_hours
    group by month
) as administrators using (month)
