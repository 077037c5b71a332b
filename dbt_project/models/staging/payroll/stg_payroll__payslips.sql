select load_id, file_name, line_number,
lon_id as payslip_id,utbetalning_datum as payment_date,forvaltning as administration,underlag = 'sjalvservice' as is_self_service,handlaggare as administrator
from {{ source('raw', 'payroll_payslips') }}
