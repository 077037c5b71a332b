select
    {{ ledger_file_id() }} as ledger_file_id,
    line_number,
    dimension,
    object_code,
    object_name
from {{ source('raw', 'ledger_objects') }}
