select
    load_id,
    file_name,
    line_number,
    projekt_id as eu_project_id,
    per_datum as as_of_date,
    projekt as project_sv,
    uppdragsgivare as administration_sv,
    start_datum as start_date,
    slut_datum as end_date
from {{ source('raw', 'registers_eu_projects') }}
