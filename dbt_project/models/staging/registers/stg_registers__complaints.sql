select
    load_id,
    file_name,
    line_number,
    synpunkt_id as complaint_id,
    inkom_datum as received_date,
    kalla as origin,
    typ as kind,
    verksamhet as operations_sv,
    {{ without_personal_numbers('amne') }} as subject_sv,
    atgardad_datum as resolved_date
from {{ source('raw', 'registers_complaints') }}
