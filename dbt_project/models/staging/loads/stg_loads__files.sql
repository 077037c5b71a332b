select
    load_id,
    system || '/' || delivery || '/' || file_name as file_name,
    -- The header, used for the file as a whole.
    cast(1 as bigint) as line_number,
    system,
    entity,
    period_to as period_end_date,
    loaded_rows,
    rejected_rows,
    sample_share
from {{ source('raw', 'loads') }}
