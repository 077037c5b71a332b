select
    load_id,
    file_name,
    line_number,
    faktura_id as supplier_invoice_id,
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
    fakturanummer as supplier_invoice_number,
    case kanal
        when 'skannad' then 'scanned'
        when 'elektronisk' then 'electronic'
        when 'svefaktura' then 'svefaktura'
    end as channel,
    handlaggare as administrator
from {{ source('raw', 'invoicing_supplier_invoices') }}
