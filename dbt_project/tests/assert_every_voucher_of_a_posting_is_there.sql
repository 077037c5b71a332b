select
    file_name,
    line_number,
    voucher_line_number
from {{ ref('int_ledger__postings') }}
where voucher_date is null
