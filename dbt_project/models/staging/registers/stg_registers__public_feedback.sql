select
    load_id,
    file_name,
    line_number,
    synpunkt_id as feedback_id,
    inkom_datum as received_date,
    forvaltning as administration_sv,
    typ as kind
from {{ source('raw', 'registers_public_feedback') }}
