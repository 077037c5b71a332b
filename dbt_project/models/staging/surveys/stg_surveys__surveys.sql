select
    load_id,
    file_name,
    line_number,
    undersokning_id as survey_id,
    cast(ar as integer) as fiscal_year,
    omrade as subject,
    malgrupp as audience,
    population as population_count,
    utskick_datum as sent_date
from {{ source('raw', 'surveys_surveys') }}
