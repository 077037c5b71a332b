select
    load_id,
    file_name,
    line_number,
    cast(ar as integer) as fiscal_year,
    aktivitet_id as activity_id,
    mal_id as goal_id,
    namn as activity_sv,
    startdatum as start_date,
    slutdatum as end_date,
    avvikelse as deviation_sv
from {{ source('raw', 'goals_activities') }}
