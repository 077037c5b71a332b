select
    {{ ledger_file_id() }} as ledger_file_id,
    line_number,
    dimension,
    dimension_name,
    parent_dimension
from {{ source('raw', 'ledger_dimensions') }}
