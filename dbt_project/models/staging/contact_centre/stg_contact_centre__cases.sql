select
    load_id,
    file_name,
    line_number,
    case_id,
    opened_at,
    {{ local_date('opened_at') }} as opened_date,
    channel,
    answer_group,
    solved_at_first_contact as is_solved_at_first_contact,
    on_delegation as is_on_delegation,
    handed_over_to
from {{ source('raw', 'contact_centre_cases') }}
