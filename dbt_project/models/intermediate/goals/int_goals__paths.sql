-- Starts from the goals at the top, so that a circle of parents cannot run forever; such goals fail a test.
with recursive paths as (
    select
        fiscal_year,
        goal_id,
        parent_goal_id,
        0 as depth
    from {{ ref('int_goals__goals') }}
    where parent_goal_id is null
    union all
    select
        goals.fiscal_year,
        goals.goal_id,
        goals.parent_goal_id,
        paths.depth + 1 as depth
    from {{ ref('int_goals__goals') }} as goals
    inner join paths
        on
            goals.fiscal_year = paths.fiscal_year
            and goals.parent_goal_id = paths.goal_id
)

select
    fiscal_year,
    goal_id,
    parent_goal_id,
    depth
from paths
