-- title: The council's target for an indicator is not below a fifth of the board's and, but for numbers,
--   not above five times it
-- protects: mart_goals__indicators
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from goals.mart_goals__indicators where council_target is not null)
-- not_applicable: no indicator has a target of the council's in figures
-- A number that the council sets is of the whole municipality, and the board's part of it may be small. A share is of
-- the same size for both, and no share is above twice its whole.
select
    indicators.fiscal_year || ', indicator ' || indicators.indicator_id || ': the council''s target '
    || round(council_target, 2)::decimal(28, 2) || coalesce(', the board''s ' || round(board_target, 2)::decimal(28, 2), '') as subject,
    0::decimal(28, 8) as expected,
    (
        coalesce(board_target > 0 and 5 * council_target < board_target, false)
        or coalesce(board_target > 0 and council_target > 5 * board_target and measures.unit <> 'count', false)
        or coalesce(measures.unit = 'pct' and abs(council_target) > 200, false)
    )::int::decimal(28, 8) as actual
from goals.mart_goals__indicators as indicators
left join measures.dim_measure as measures using (measure_id)
where council_target is not null
