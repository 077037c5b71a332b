-- title: Calls by month, queue, weekday and hour sum to the year's calls, to those of the service level,
--   and to those answered in time
-- protects: fct_calls_by_month
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_contact_centre__calls)
-- not_applicable: no calls have been delivered
with years as (
    select measure_id, fiscal_year, numerator, denominator
    from measures.fct_measures
    where
        member = ''
        and measure_id in ('calls', 'switchboard_calls', 'answered_in_time_pct', 'switchboard_answered_in_time_pct')
),

months as (
    select fiscal_year, service, sum(calls_count) as calls, sum(counted_count) as counted, sum(in_time_count) as in_time
    from services.fct_calls_by_month
    group by fiscal_year, service
),

pairs as (
    select
        years.fiscal_year || ' ' || years.measure_id as subject,
        years.numerator as expected,
        if(years.denominator is null, months.calls, months.in_time) as actual
    from years
    left join months
        on
            years.fiscal_year = months.fiscal_year
            and months.service = if(starts_with(years.measure_id, 'switchboard'), 'switchboard', 'contact_centre')
    union all
    select years.fiscal_year || ' ' || years.measure_id || ', of', years.denominator, months.counted
    from years
    left join months
        on
            years.fiscal_year = months.fiscal_year
            and months.service = if(starts_with(years.measure_id, 'switchboard'), 'switchboard', 'contact_centre')
    where years.denominator is not null
    union all
    -- Nobody answers more calls than come, on a day or at an hour that is none.
    select 'rows that are possible', count(*), count(*) filter (
        weekday_number between 1 and 7 and hour_number between 0 and 23 and wait_seconds >= 0
        and answered_count between 0 and calls_count and in_time_count between 0 and counted_count
    )
    from services.fct_calls_by_month
)

select subject, expected::decimal(28, 8) as expected, coalesce(actual, 0)::decimal(28, 8) as actual
from pairs
