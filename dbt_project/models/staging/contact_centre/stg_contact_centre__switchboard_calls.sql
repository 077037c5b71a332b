select
    load_id,
    file_name,
    line_number,
    call_id,
    received_at,
    {{ local_date('received_at') }} as received_date,
    wait_seconds,
    answered as is_answered
from {{ source('raw', 'contact_centre_switchboard_calls') }}
