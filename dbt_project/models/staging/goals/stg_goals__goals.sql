select
    load_id,
    file_name,
    line_number,
    cast(ar as integer) as fiscal_year,
    mal_id as goal_id,
    niva as level,
    overordnat_mal_id as parent_goal_id,
    nummer as printed_number,
    {{ without_personal_numbers('rubrik') }} as label_sv,
    bedomning as judgement,
    {{ without_personal_numbers('kommentar') }} as comment_sv
from {{ source('raw', 'goals_goals') }}
