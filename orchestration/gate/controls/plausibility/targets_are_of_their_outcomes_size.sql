-- title: A target is at most five times its indicator's outcome, and at least a fifth of it, and is near an
--   outcome or a forecast
-- protects: mart_goals__indicators
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from goals.mart_goals__indicators where board_target <> 0 and outcome <> 0)
-- not_applicable: no indicator has both a target in figures and an outcome
-- A target in another unit than its outcome is met, or missed, whatever was done. A target of zero, or of a deviation
-- on either side of zero, has no size. A target above ten has an outcome of this year or of last, or a first forecast,
-- within a third of it, however high the aim is; the target of the row beside has none.
with known as (
    select
        indicators.fiscal_year,
        indicators.indicator_id,
        indicators.board_target,
        indicators.outcome,
        indicators.board_target > 10 and not list_bool_or(
            list_transform(
                list_filter([indicators.outcome, indicators.prior_outcome, forecasts.forecast], lambda other: other is not null),
                lambda other: other between 0.75 * indicators.board_target and 1.34 * indicators.board_target
            )
        ) as is_alone
    from goals.mart_goals__indicators as indicators
    left join (
        select
            fiscal_year,
            indicator_id,
            arg_min(forecast, edition) as forecast
        from goals.mart_goals__indicator_forecasts
        group by fiscal_year, indicator_id
    ) as forecasts using (fiscal_year, indicator_id)
    where indicators.board_target <> 0 and indicators.outcome <> 0
)

select
    fiscal_year || ', indicator ' || indicator_id || ': target ' || round(board_target, 2)::decimal(28, 2) || ', outcome '
    || round(outcome, 2)::decimal(28, 2) as subject,
    0::decimal(28, 8) as expected,
    (abs(board_target) > 5 * abs(outcome) or 5 * abs(board_target) < abs(outcome) or is_alone)::int::decimal(28, 8) as actual
from known
