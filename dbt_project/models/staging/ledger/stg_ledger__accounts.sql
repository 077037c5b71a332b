select
    {{ ledger_file_id() }} as ledger_file_id,
    line_number,
    account,
    account_name,
    account_type
from {{ source('raw', 'ledger_accounts') }}
