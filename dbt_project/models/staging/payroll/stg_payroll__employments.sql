select load_id, file_name, line_number,
anstallning_id as employment_id,per_datum as as_of_date,personnummer as person_id,'woman' as sex,1970 as birth_year,kostnadsstalle as cost_centre,befattning as position_sv,anstallningsform as employment_form,sysselsattningsgrad_pct as degree_pct,fran_datum as from_date,till_datum as to_date,deltid_ofrivillig as is_involuntary_part_time,heltid_erbjuden_datum as full_time_offered_date
from {{ source('raw', 'payroll_employments') }}
