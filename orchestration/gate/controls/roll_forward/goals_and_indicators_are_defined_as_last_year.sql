-- title: A goal and an indicator has last year's words, level, unit, direction and place, or somebody has said why not
-- protects: mart_goals__indicators
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from goals.mart_goals__goals as now
--   inner join goals.mart_goals__goals as earlier
--   on now.goal_id = earlier.goal_id and now.fiscal_year = earlier.fiscal_year + 1)
-- not_applicable: no goal is delivered for two years that follow one another
-- An outcome beside the outcome of the year before is a comparison only where both are of the same thing.
with defined as (
    select fiscal_year, 'goal ' || goal_id as what, 'words' as part, label_sv as value from goals.mart_goals__goals
    union all
    select fiscal_year, 'goal ' || goal_id, 'level', level from goals.mart_goals__goals
    union all
    select fiscal_year, 'goal ' || goal_id, 'goal above', coalesce(parent_goal_id, '') from goals.mart_goals__goals
    union all
    select fiscal_year, 'goal ' || goal_id, 'printed number', coalesce(printed_number, '') from goals.mart_goals__goals
    union all
    select fiscal_year, 'indicator ' || indicator_id, 'words', label_sv from goals.mart_goals__indicators
    union all
    select fiscal_year, 'indicator ' || indicator_id, 'unit', unit from goals.mart_goals__indicators
    union all
    select fiscal_year, 'indicator ' || indicator_id, 'direction', direction from goals.mart_goals__indicators
    union all
    select fiscal_year, 'indicator ' || indicator_id, 'goal', goal_id from goals.mart_goals__indicators
)

select
    now.fiscal_year || ', ' || now.what || ', ' || now.part || if(now.value = earlier.value, '', ': "' || now.value || '", last year "' || earlier.value || '"')
    as subject,
    0::decimal(28, 8) as expected,
    (now.value <> earlier.value)::int::decimal(28, 8) as actual
from defined as now
inner join defined as earlier
    on now.what = earlier.what and now.part = earlier.part and now.fiscal_year = earlier.fiscal_year + 1
