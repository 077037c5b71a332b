select load_id, file_name, line_number,
franvaro_id as absence_id,manad as month,anstallning_id as employment_id,personnummer as person_id,kostnadsstalle as cost_centre,orsak as reason,fran_datum as from_date,till_datum as to_date,timmar as absence_hours,omfattning_pct as extent_pct
from {{ source('raw', 'payroll_absence_spells') }}
