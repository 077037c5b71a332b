select
    load_id,
    file_name,
    line_number,
    kopare as buyer,
    kopare_id as buyer_id,
    leverantor as supplier_name,
    leverantor_id as supplier_id,
    verifikationsnummer as voucher_number,
    datum as booking_date,
    {{ money('belopp') }} as amount_sek,
    konto_nr as account,
    konto_text as account_name,
    kommun_id as municipality_id,
    fakturanummer as supplier_invoice_number
from {{ source('raw', 'supplier_ledger_postings') }}
