select
    goals.file_name,
    goals.line_number,
    goals.fiscal_year,
    goals.goal_id,
    goals.parent_goal_id
from {{ ref('int_goals__goals') }} as goals
left join {{ ref('int_goals__paths') }} as paths
    on goals.fiscal_year = paths.fiscal_year and goals.goal_id = paths.goal_id
where paths.goal_id is null
