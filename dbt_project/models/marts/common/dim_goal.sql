select
    {{ as_text('fiscal_year') }} || '-' || goal_id as goal_key,
    fiscal_year,
    goal_id,
    label_sv,
    level,
    coalesce(level_label_sv, level) as level_label_sv,
    {{ as_text('fiscal_year') }} || '-' || parent_goal_id as parent_goal_key,
    printed_number
from {{ ref('int_goals__goals') }}
