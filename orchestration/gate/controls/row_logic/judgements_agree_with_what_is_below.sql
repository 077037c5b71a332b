-- title: A goal is judged as all goals below it are, where they are judged alike, and as its indicators
--   where all are met
-- protects: mart_goals__goals
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from goals.mart_goals__goals where judgement is not null)
-- not_applicable: no goal is judged yet
-- A board may judge a goal as fulfilled although an indicator misses its target, and says why. The other way round, or
-- against everything below it, is a judgement on the wrong row.
with below as (
    select
        fiscal_year,
        parent_goal_id as goal_id,
        min(judgement) as judgement,
        count(distinct judgement) as judgements_count,
        count(*) filter (judgement is null) as unjudged_count
    from goals.mart_goals__goals
    where parent_goal_id is not null
    group by all
)

select
    goals.fiscal_year || ', goal ' || goals.goal_id || ': ' || goals.judgement_label_sv as subject,
    0::decimal(28, 8) as expected,
    (
        coalesce(below.judgements_count = 1 and below.unjudged_count = 0 and below.judgement <> goals.judgement, false)
        or (
            goals.indicators_count > 0 and goals.met_count = goals.indicators_count
            and goals.judgement <> goals.computed_fulfilment
        )
    )::int::decimal(28, 8) as actual
from goals.mart_goals__goals as goals
left join below using (fiscal_year, goal_id)
where goals.judgement is not null
