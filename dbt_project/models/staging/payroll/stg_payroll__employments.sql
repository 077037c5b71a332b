select
    anstallning_id as employment_id,
    per_datum as as_of_date,
    {{ pseudonym('personnummer') }} as person_id,
    {{ sex_of('personnummer') }} as sex,
    {{ birth_year_of('personnummer') }} as birth_year,
    kostnadsstalle as cost_centre,
    befattning as position_sv,
    case anstallningsform
        when 'tillsvidare' then 'permanent'
        when 'visstid' then 'fixed_term'
        when 'timavlonad' then 'hourly'
    end as employment_form,
    sysselsattningsgrad_pct as degree_pct,
    fran_datum as from_date,
    till_datum as to_date,
    deltid_ofrivillig as is_involuntary_part_time,
    heltid_erbjuden_datum as full_time_offered_date,
    load_id,
    file_name,
    line_number
from {{ source('raw', 'payroll_employments') }}
