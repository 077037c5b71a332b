select
    {{ ledger_file_id() }} as ledger_file_id,
    line_number,
    dimension,
    object_code,
    {{ without_personal_numbers('object_name') }} as object_name
from {{ source('raw', 'ledger_objects') }}
