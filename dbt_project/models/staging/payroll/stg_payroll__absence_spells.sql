select
    franvaro_id as absence_id,
    manad as month,
    anstallning_id as employment_id,
    {{ pseudonym('personnummer') }} as person_id,
    kostnadsstalle as cost_centre,
    case orsak
        when 'sjuk' then 'sick'
        when 'vab' then 'child_sick'
        when 'foraldraledig' then 'parental'
        when 'tjanstledig' then 'other'
    end as reason,
    fran_datum as from_date,
    till_datum as to_date,
    timmar as absence_hours,
    omfattning_pct as extent_pct,
    load_id,
    file_name,
    line_number
from {{ source('raw', 'payroll_absence_spells') }}
