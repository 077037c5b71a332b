select load_id, file_name, line_number,
arende_id as case_id,inkom_datum as received_date,kanal as channel,funktion as service_function,lost_vid_forsta_kontakten as is_solved_at_first_contact
from {{ source('raw', 'payroll_payroll_service_cases') }}
