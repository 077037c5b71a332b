select
    load_id,
    file_name,
    line_number,
    cast(ar as integer) as fiscal_year,
    indikator_id as indicator_id,
    mal_id as goal_id,
    {{ without_personal_numbers('namn') }} as label_sv,
    enhet as unit,
    riktning as direction,
    arsmal as board_target,
    arsmal_text as board_target_text,
    kf_arsmal as council_target,
    kf_arsmal_text as council_target_text,
    period
from {{ source('raw', 'goals_indicators') }}
