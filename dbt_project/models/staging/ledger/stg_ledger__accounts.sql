select
    {{ ledger_file_id() }} as ledger_file_id,
    line_number,
    account,
    {{ without_personal_numbers('account_name') }} as account_name,
    account_type
from {{ source('raw', 'ledger_accounts') }}
