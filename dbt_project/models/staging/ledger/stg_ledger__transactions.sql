select
    {{ ledger_file_id() }} as ledger_file_id,
    load_id,
    file_name,
    line_number,
    voucher_line_number,
    label,
    account,
    objects,
    {{ money('amount') }} as amount_sek,
    transaction_date,
    {{ without_personal_numbers('text') }} as transaction_text,
    is_counted
from {{ source('raw', 'ledger_transactions') }}
