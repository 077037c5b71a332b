-- title: An indicator and an activity is numbered after the goal that it is under, where nearly all are
-- protects: mart_goals__indicators
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_goals__indicators)
--   or exists (select 1 from staging.stg_goals__activities)
-- not_applicable: no goal system delivers indicators or activities
-- 3.2-A1 is under goal 3.2. One that is not has been moved to another goal, or typed wrong. Goal systems that number
-- otherwise are told by most of their numbers, of indicators and activities together, and asked nothing.
with parts as (
    select 'indicator' as kind, fiscal_year, indicator_id as part_id, goal_id from staging.stg_goals__indicators
    union all
    select 'activity', fiscal_year, activity_id, goal_id from staging.stg_goals__activities
),

numbered as (
    select
        *,
        starts_with(part_id, goal_id || '-') as is_after_its_goal,
        count(*) over () as parts_count
    from parts
)

select
    fiscal_year || ', ' || kind || ' ' || part_id || ': under goal ' || goal_id as subject,
    0::decimal(28, 8) as expected,
    (
        not is_after_its_goal
        and 5 * count(*) filter (is_after_its_goal) over () >= 4 * parts_count
    )::int::decimal(28, 8) as actual
from numbered
