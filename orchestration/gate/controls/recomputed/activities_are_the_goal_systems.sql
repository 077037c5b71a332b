-- title: Goals and activities are published as the goal system delivered them
-- protects: mart_goals__activities
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_goals__activities)
-- not_applicable: no activities have been delivered
with published as (
    select 'activity' as kind, activity_key as key, to_json(activities) as fields, 0 as delivered, 1 as published
    from goals.mart_goals__activities as activities
    union all
    select 'goal', goal_key, to_json(goals), 0, 1
    from common.dim_goal as goals
),

delivered as (
    select 'activity' as kind, activity_key as key, to_json(activities) as fields, 1 as delivered, 0 as published
    from (
        select
            concat_ws('-', fiscal_year, activity_id) as activity_key,
            fiscal_year,
            activity_id,
            concat_ws('-', fiscal_year, goal_id) as goal_key,
            goal_id,
            activity_sv,
            start_date,
            end_date,
            deviation_sv,
            deviation_sv is not null as is_deviating
        from staging.stg_goals__activities
    ) as activities
    union all
    select 'goal', goal_key, to_json(goals), 1, 0
    from (
        select
            concat_ws('-', goals.fiscal_year, goals.goal_id) as goal_key,
            goals.fiscal_year,
            goals.goal_id,
            goals.label_sv,
            goals.level,
            coalesce(levels.label_sv, goals.level) as level_label_sv,
            goals.fiscal_year || '-' || goals.parent_goal_id as parent_goal_key,
            goals.printed_number
        from staging.stg_goals__goals as goals
        left join common.dim_code as levels on levels.code_id = 'goal_level/' || goals.level
    ) as goals
)

select
    concat_ws(' ', kind, key, fields) as subject,
    sum(delivered)::decimal(28, 8) as expected,
    sum(published)::decimal(28, 8) as actual
from (from delivered union all from published)
group by kind, key, fields
