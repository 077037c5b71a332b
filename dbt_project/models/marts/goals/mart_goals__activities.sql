select
    {{ as_text('fiscal_year') }} || '-' || activity_id as activity_key,
    fiscal_year,
    activity_id,
    goal_id,
    activity_sv,
    start_date,
    end_date,
    deviation_sv,
    deviation_sv is not null as is_deviating
from {{ ref('stg_goals__activities') }}
order by fiscal_year asc nulls last, activity_id asc nulls last
