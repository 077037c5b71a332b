select
    load_id,
    file_name,
    line_number,
    bidrag_id as entry_id,
    anmald_datum as entered_date,
    kostnadsstalle as cost_centre
from {{ source('raw', 'registers_quality_award_entries') }}
