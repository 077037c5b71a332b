select
    opened_date,
    answer_group,
    channel,
    case
        when is_solved_at_first_contact then 'solved_at_first_contact'
        when handed_over_to is not null then 'handed_over'
        else 'open'
    end as outcome
from {{ ref('stg_contact_centre__cases') }}
