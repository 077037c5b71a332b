-- title: A target is at most five times its indicator's outcome, and at least a fifth of it
-- protects: mart_goals__indicators
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from goals.mart_goals__indicators where board_target <> 0 and outcome <> 0)
-- not_applicable: no indicator has both a target in figures and an outcome
-- A target in another unit than its outcome is met, or missed, whatever was done. A target of zero, or of a deviation
-- on either side of zero, has no size.
select
    fiscal_year || ', indicator ' || indicator_id || ': target ' || round(board_target, 2)::decimal(28, 2) || ', outcome '
    || round(outcome, 2)::decimal(28, 2) as subject,
    0::decimal(28, 8) as expected,
    (abs(board_target) > 5 * abs(outcome) or 5 * abs(board_target) < abs(outcome))::int::decimal(28, 8) as actual
from goals.mart_goals__indicators
where board_target <> 0 and outcome <> 0
