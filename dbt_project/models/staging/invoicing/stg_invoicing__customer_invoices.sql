select
    load_id,
    file_name,
    line_number,
    faktura_id as customer_invoice_id,
    faktura_datum as invoice_date,
    forvaltning as administration,
    forvaltning_id as administration_id,
    {{ money('belopp') }} as amount_sek,
    registrering = 'inlast' as is_file_loaded,
    handlaggare as administrator
from {{ source('raw', 'invoicing_customer_invoices') }}
