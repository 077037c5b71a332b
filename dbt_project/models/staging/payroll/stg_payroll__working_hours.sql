select
    anstallning_id as employment_id,
    manad as month,
    kostnadsstalle as cost_centre,
    ordinarie_timmar as ordinary_hours,
    load_id,
    file_name,
    line_number
from {{ source('raw', 'payroll_working_hours') }}
