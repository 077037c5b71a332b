select
    arende_id as case_id,
    inkom_datum as received_date,
    case kanal
        when 'telefon' then 'telephone'
        when 'e-post' then 'email'
    end as channel,
    case funktion
        when 'loneservice' then 'payroll_service'
        when 'chefsstod' then 'manager_support'
    end as service_function,
    lost_vid_forsta_kontakten as is_solved_at_first_contact,
    load_id,
    file_name,
    line_number
from {{ source('raw', 'payroll_payroll_service_cases') }}
