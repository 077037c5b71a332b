select
    arende_id as case_id,
    avslutad_datum as closed_date,
    forvaltning as administration,
    case arendetyp
        when 'pensionsavgang' then 'retirement'
        when 'efterlevande' then 'survivor'
        when 'prognos' then 'forecast'
        when 'ovrigt' then 'other'
    end as case_type,
    load_id,
    file_name,
    line_number
from {{ source('raw', 'payroll_pension_cases') }}
