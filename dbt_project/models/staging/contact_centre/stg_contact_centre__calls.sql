select
    load_id,
    file_name,
    line_number,
    call_id,
    queued_at,
    {{ local_date('queued_at') }} as queued_date,
    queue,
    wait_seconds,
    answered as is_answered
from {{ source('raw', 'contact_centre_calls') }}
