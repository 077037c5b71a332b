select
    {{ ledger_file_id() }} as ledger_file_id,
    line_number,
    series as voucher_series,
    voucher_number,
    voucher_date,
    {{ without_personal_numbers('voucher_text') }} as voucher_text,
    registered_date
from {{ source('raw', 'ledger_vouchers') }}
