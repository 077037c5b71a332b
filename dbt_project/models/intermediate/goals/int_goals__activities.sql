select
    load_id,
    file_name,
    line_number,
    fiscal_year,
    activity_id,
    goal_id,
    activity_sv,
    start_date,
    end_date,
    deviation_sv,
    deviation_sv is not null as is_deviating
from {{ ref('stg_goals__activities') }}
