-- title: The indicators, and the activities, of a goal are numbered from one without a gap, where nearly all goals' are
-- protects: mart_goals__activities
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   from (
--     select indicator_id as part_id, goal_id from staging.stg_goals__indicators
--     union all select activity_id, goal_id from staging.stg_goals__activities)
--   where starts_with(part_id, goal_id || '-') and regexp_matches(part_id, '[0-9]{1,9}$'))
-- not_applicable: no indicator and no activity has its goal's number and one of its own
-- After 3.2-A1 and 3.2-A2 comes 3.2-A3. A number that is left out is a row that was lost. Goal systems that number
-- their parts otherwise are known by the goals of which a fifth or more have gaps, and asked nothing.
with parts as (
    select fiscal_year, goal_id, indicator_id as part_id from staging.stg_goals__indicators
    union all
    select fiscal_year, goal_id, activity_id from staging.stg_goals__activities
),

numbered as (
    select
        fiscal_year,
        rtrim(part_id, '0123456789') as series,
        regexp_extract(part_id, '[0-9]{1,9}$')::bigint as number
    from parts
    where starts_with(part_id, goal_id || '-') and regexp_matches(part_id, '[0-9]{1,9}$')
),

counted as (
    select
        fiscal_year,
        series,
        max(number) as last_number,
        count(distinct number) as numbers_count
    from numbered
    group by fiscal_year, series
)

select
    fiscal_year || ', ' || series || '1 to ' || series || last_number || ': left out' as subject,
    0::decimal(28, 8) as expected,
    if(
        5 * count(*) filter (last_number > numbers_count) over () <= count(*) over (),
        last_number - numbers_count, 0
    )::decimal(28, 8) as actual
from counted
