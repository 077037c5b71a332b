select
    load_id,
    file_name,
    line_number,
    plats_id as place_id,
    erbjuden_datum as offered_date,
    kostnadsstalle as cost_centre,
    forfragan_datum as requested_date,
    praktik_fran as from_date,
    praktik_till as to_date
from {{ source('raw', 'registers_traineeships') }}
