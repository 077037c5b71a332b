select
    load_id,
    file_name,
    line_number,
    mote_id as meeting_id,
    datum as held_date,
    verksamhet as operations,
    typ as kind,
    forvaltning as administration_sv
from {{ source('raw', 'registers_customer_meetings') }}
