select load_id, file_name, line_number,
arende_id as pension_case_id,avslutad_datum as closed_date,forvaltning as administration,arendetyp as case_kind
from {{ source('raw', 'payroll_pension_cases') }}
