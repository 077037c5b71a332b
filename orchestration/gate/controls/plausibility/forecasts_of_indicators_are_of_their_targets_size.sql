-- title: A forecast of an indicator is of the size of its target, of its outcome, or of last year's outcome, and
--   has decimals where targets have
-- protects: mart_goals__indicator_forecasts
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from goals.mart_goals__indicator_forecasts as forecasts
--   inner join goals.mart_goals__indicators as indicators using (fiscal_year, indicator_id)
--   where forecasts.forecast is not null and coalesce(indicators.board_target, outcome, prior_outcome) is not null)
-- not_applicable: no indicator with a target or an outcome is forecast
-- A forecast in another unit, of another indicator, or never filled in is far from all three. Of one size is what is at
-- most five times as much and at least a fifth; zero is of the size of zero only. A forecast above ten is within two
-- fifths of one of the three: two thirds of the year are not the year. An indicator whose outcome is a deviation on
-- either side of zero may change its sign. Where two targets or more have decimals, some forecast of these indicators
-- has them too, unless an export has rounded all.
select
    forecasts.fiscal_year || ', ' || forecasts.edition || ', indicator ' || forecasts.indicator_id || ': forecast '
    || round(forecasts.forecast, 2)::decimal(28, 2) || coalesce(', target ' || round(indicators.board_target, 2)::decimal(28, 2), '')
    || coalesce(', outcome ' || round(outcome, 2)::decimal(28, 2), '')
    || coalesce(', last year ' || round(prior_outcome, 2)::decimal(28, 2), '') as subject,
    0::decimal(28, 8) as expected,
    (
        not list_bool_or(
            list_transform(
                list_filter([indicators.board_target, outcome, prior_outcome], lambda known: known is not null),
                lambda known: if(
                    known = 0 or forecasts.forecast = 0,
                    known = forecasts.forecast,
                    abs(forecasts.forecast) <= if(greatest(abs(forecasts.forecast), abs(known)) > 10, 1.4, 5) * abs(known)
                    and abs(known) <= if(greatest(abs(forecasts.forecast), abs(known)) > 10, 1.4, 5) * abs(forecasts.forecast)
                    and (direction = 'band' or sign(forecasts.forecast) = sign(known))
                )
            )
        )
    )::int::decimal(28, 8) as actual
from goals.mart_goals__indicator_forecasts as forecasts
inner join goals.mart_goals__indicators as indicators using (fiscal_year, indicator_id)
where forecasts.forecast is not null and coalesce(indicators.board_target, outcome, prior_outcome) is not null
union all
select
    forecasts.fiscal_year || ', ' || forecasts.edition || ': forecasts with decimals, of '
    || count(*) filter (indicators.board_target % 1 <> 0) || ' whose targets have them',
    0::decimal(28, 8),
    (
        count(*) filter (indicators.board_target % 1 <> 0) >= 2
        and count(*) filter (forecasts.forecast % 1 <> 0) = 0
    )::int::decimal(28, 8)
from goals.mart_goals__indicator_forecasts as forecasts
inner join goals.mart_goals__indicators as indicators using (fiscal_year, indicator_id)
where forecasts.forecast is not null and indicators.board_target is not null
group by forecasts.fiscal_year, forecasts.edition
