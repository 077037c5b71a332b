select
    samtal_id as call_id,
    inkom_datum as received_date,
    besvarad as is_answered,
    load_id,
    file_name,
    line_number
from {{ source('raw', 'payroll_payroll_service_calls') }}
