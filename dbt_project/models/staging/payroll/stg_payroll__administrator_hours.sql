select
    handlaggare as administrator,
    manad as month,
    timmar as hours,
    heltidstimmar as full_time_hours,
    load_id,
    file_name,
    line_number
from {{ source('raw', 'payroll_administrator_hours') }}
