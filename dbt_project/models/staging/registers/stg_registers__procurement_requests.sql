select
    load_id,
    file_name,
    line_number,
    forfragan_id as request_id,
    inkom_datum as received_date,
    forvaltning as administration_sv,
    case status when 'genomford' then 'done' when 'avbojd' then 'declined' end as status,
    avbojd_orsak as declined_reason,
    avslutad_datum as closed_date
from {{ source('raw', 'registers_procurement_requests') }}
