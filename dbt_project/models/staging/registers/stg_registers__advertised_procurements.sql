select
    load_id,
    file_name,
    line_number,
    upphandling_id as procurement_id,
    annonserad_datum as advertised_date,
    omrade as area_sv,
    forfarande as procedure,
    avslutad_datum as concluded_date
from {{ source('raw', 'registers_advertised_procurements') }}
