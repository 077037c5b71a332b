select
    {{ as_text('goals.fiscal_year') }} || '-' || goals.goal_id as goal_key,
    goals.fiscal_year,
    goals.goal_id,
    goals.label_sv,
    goals.level,
    coalesce(levels.label_sv, goals.level) as level_label_sv,
    {{ as_text('goals.fiscal_year') }} || '-' || goals.parent_goal_id as parent_goal_key,
    goals.printed_number
from {{ ref('int_goals__goals') }} as goals
left join {{ ref('code_labels') }} as levels
    on goals.level = levels.code and levels.code_set = 'goal_level'
