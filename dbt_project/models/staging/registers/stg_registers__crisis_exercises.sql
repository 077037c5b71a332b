select
    load_id,
    file_name,
    line_number,
    ovning_id as exercise_id,
    datum as held_date,
    niva as level,
    {{ without_personal_numbers('tema') }} as theme_sv
from {{ source('raw', 'registers_crisis_exercises') }}
