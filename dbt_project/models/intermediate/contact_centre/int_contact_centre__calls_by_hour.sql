-- Three million calls come in some ten thousand hours, so that the time of day in Sweden is asked of the hours.
with hours as (
    select
        service,
        coalesce(queue, service) as queue,
        {{ hour_start('called_at') }} as hour_at,
        count(*) as calls_count,
        {{ count_sum('case when is_answered then 1 else 0 end') }} as answered_count,
        {{ count_sum('case when is_counted then 1 else 0 end') }} as counted_count,
        {{ count_sum('case when is_counted and is_in_time then 1 else 0 end') }} as in_time_count,
        {{ count_sum('wait_seconds') }} as wait_seconds
    from {{ ref('int_contact_centre__service_levels') }}
    group by service, coalesce(queue, service), {{ hour_start('called_at') }}
)

select
    service,
    queue,
    {{ local_date('hour_at') }} as called_date,
    {{ local_hour('hour_at') }} as hour_number,
    calls_count,
    answered_count,
    counted_count,
    in_time_count,
    wait_seconds
from hours
