select
    load_id,
    file_name,
    line_number,
    jobb_id as summer_job_id,
    kostnadsstalle as cost_centre,
    fran_datum as from_date,
    till_datum as to_date
from {{ source('raw', 'registers_summer_jobs') }}
