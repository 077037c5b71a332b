-- title: A target, a direction, a judgement, a mapping or a definition that differs from the last release is signed off
-- protects: mart_goals__indicators
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- reads: release
-- No control can tell whether such a change is right. Each is put once to the role that answers for it; the release
-- that then shows it is what the next one is compared with.
with stated as (
    select
        'published' as source,
        fiscal_year || ', target of indicator ' || indicator_id as what,
        concat_ws(' ', board_target, board_target_text) as value
    from published.goals.mart_goals__indicators
    union all
    select 'now', fiscal_year || ', target of indicator ' || indicator_id, concat_ws(' ', board_target, board_target_text)
    from goals.mart_goals__indicators
    union all
    select 'published', fiscal_year || ', direction of indicator ' || indicator_id, direction
    from published.goals.mart_goals__indicators
    union all
    select 'now', fiscal_year || ', direction of indicator ' || indicator_id, direction
    from goals.mart_goals__indicators
    union all
    select 'published', fiscal_year || ', measure of indicator ' || indicator_id, concat_ws(' ', measure_id, member)
    from published.goals.mart_goals__indicators
    union all
    select 'now', fiscal_year || ', measure of indicator ' || indicator_id, concat_ws(' ', measure_id, member)
    from goals.mart_goals__indicators
    union all
    select 'published', fiscal_year || ', judgement of goal ' || goal_id, judgement
    from published.goals.mart_goals__goals
    union all
    select 'now', fiscal_year || ', judgement of goal ' || goal_id, judgement
    from goals.mart_goals__goals
    union all
    select 'published', fiscal_year || ', line of account ' || account, statement_line_id
    from published.common.dim_account
    union all
    select 'now', fiscal_year || ', line of account ' || account, statement_line_id
    from common.dim_account
    union all
    select 'published', 'area of cost centre ' || cost_centre, business_area_id
    from published.common.dim_cost_centre
    union all
    select 'now', 'area of cost centre ' || cost_centre, business_area_id
    from common.dim_cost_centre
    union all
    select
        'published',
        'definition of measure ' || measure_id,
        concat_ws(' / ', numerator_quantity_id, denominator_quantity_id, factor, measure_window)
    from published.measures.dim_measure
    union all
    select
        'now',
        'definition of measure ' || measure_id,
        concat_ws(' / ', numerator_quantity_id, denominator_quantity_id, factor, measure_window)
    from measures.dim_measure
),

-- What is new, or gone, is seen by completeness; here is what has become something else.
pairs as (
    select
        what,
        any_value(coalesce(value, '')) filter (source = 'published') as value_before,
        any_value(coalesce(value, '')) filter (source = 'now') as value_now
    from stated
    group by what
    having count(distinct source) = 2
)

select
    what || if(value_before = value_now, '', ': "' || value_before || '" has become "' || value_now || '"') as subject,
    0::decimal(28, 8) as expected,
    (value_before <> value_now)::int::decimal(28, 8) as actual
from pairs
