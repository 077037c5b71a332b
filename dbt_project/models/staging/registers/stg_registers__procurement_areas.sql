select
    load_id,
    file_name,
    line_number,
    omrade_id as procurement_area_id,
    per_datum as as_of_date,
    omrade as area_sv,
    form
from {{ source('raw', 'registers_procurement_areas') }}
