select
    lon_id as payslip_id,
    utbetalning_datum as payment_date,
    forvaltning as administration,
    underlag = 'sjalvservice' as is_self_service,
    handlaggare as administrator,
    load_id,
    file_name,
    line_number
from {{ source('raw', 'payroll_payslips') }}
