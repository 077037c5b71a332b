with calls as (
    select
        hours.*,
        periods.fiscal_period_id,
        periods.fiscal_year,
        {{ weekday_number('hours.called_date') }} as weekday_number
    from {{ ref('int_contact_centre__calls_by_hour') }} as hours
    inner join {{ ref('int_calendar__periods') }} as periods
        on {{ month_start('hours.called_date') }} = periods.start_date
)

select
    fiscal_period_id,
    fiscal_year,
    service,
    queue,
    weekday_number,
    hour_number,
    {{ count_sum('calls_count') }} as calls_count,
    {{ count_sum('answered_count') }} as answered_count,
    {{ count_sum('counted_count') }} as counted_count,
    {{ count_sum('in_time_count') }} as in_time_count,
    {{ count_sum('wait_seconds') }} as wait_seconds
from calls
group by fiscal_period_id, fiscal_year, service, queue, weekday_number, hour_number
