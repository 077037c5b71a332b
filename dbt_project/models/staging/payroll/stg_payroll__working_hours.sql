select load_id, file_name, line_number,
anstallning_id as employment_id,manad as month,kostnadsstalle as cost_centre,ordinarie_timmar as ordinary_hours
from {{ source('raw', 'payroll_working_hours') }}
