select
    load_id,
    file_name,
    line_number,
    uppdrag_id as assignment_id,
    bestalld_datum as ordered_date,
    kund_id as customer_id,
    tjanst as service_sv,
    timmar as hours
from {{ source('raw', 'invoicing_addon_services') }}
