select
    load_id,
    file_name,
    line_number,
    visit_id,
    visited_at,
    {{ local_date('visited_at') }} as visited_date,
    place,
    answer_group
from {{ source('raw', 'contact_centre_visits') }}
