select
    load_id,
    file_name,
    line_number,
    cast(ar as integer) as fiscal_year,
    aktivitet_id as activity_id,
    mal_id as goal_id,
    {{ without_personal_numbers('namn') }} as activity_sv,
    startdatum as start_date,
    slutdatum as end_date,
    {{ without_personal_numbers('avvikelse') }} as deviation_sv
from {{ source('raw', 'goals_activities') }}
