select
    {{ as_text('fiscal_year') }} || '-' || activity_id as activity_key,
    fiscal_year,
    activity_id,
    {{ as_text('fiscal_year') }} || '-' || goal_id as goal_key,
    goal_id,
    activity_sv,
    start_date,
    end_date,
    deviation_sv,
    is_deviating
from {{ ref('int_goals__activities') }}
