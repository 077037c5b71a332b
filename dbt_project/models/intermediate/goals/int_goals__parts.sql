-- Climbs from every goal to the goals above it, by what the goal system gives as parent, never by how ids are written.
with recursive parts as (
    select
        fiscal_year,
        goal_id,
        goal_id as part_goal_id
    from {{ ref('int_goals__paths') }}
    union all
    select
        parts.fiscal_year,
        paths.parent_goal_id as goal_id,
        parts.part_goal_id
    from parts
    inner join {{ ref('int_goals__paths') }} as paths
        on
            parts.fiscal_year = paths.fiscal_year
            and parts.goal_id = paths.goal_id
    where paths.parent_goal_id is not null
)

select
    fiscal_year,
    goal_id,
    part_goal_id
from parts
