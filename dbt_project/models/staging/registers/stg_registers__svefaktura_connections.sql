select
    load_id,
    file_name,
    line_number,
    leverantor_id as supplier_id,
    per_datum as as_of_date,
    leverantor as supplier_name,
    ansluten_datum as connected_date,
    arsvolym as agreed_invoices_count
from {{ source('raw', 'registers_svefaktura_connections') }}
