select
    {{ ledger_file_id() }} as ledger_file_id,
    line_number,
    dimension,
    {{ without_personal_numbers('dimension_name') }} as dimension_name,
    parent_dimension
from {{ source('raw', 'ledger_dimensions') }}
