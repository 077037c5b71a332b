select
    {{ ledger_file_id() }} as ledger_file_id,
    line_number,
    year_index,
    start_date,
    end_date,
    {{ fiscal_year_of('end_date') }} as fiscal_year
from {{ source('raw', 'ledger_fiscal_years') }}
