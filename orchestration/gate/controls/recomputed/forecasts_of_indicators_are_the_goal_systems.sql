-- title: An indicator's forecast is the goal system's, and on course where it reaches the board's target
-- protects: mart_goals__indicator_forecasts
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_goals__indicator_forecasts
--   semi join staging.stg_goals__indicators using (fiscal_year, indicator_id))
-- not_applicable: no forecast of an indicator has been delivered
with forecasts as (
    select
        forecasts.* exclude (load_id, file_name, line_number, tertial),
        forecasts.tertial as edition,
        targets.goal_id,
        targets.direction,
        targets.board_target,
        0.5 * power(10, -definitions.decimals)::decimal(18, 8) as half_step
    from staging.stg_goals__indicator_forecasts as forecasts
    inner join staging.stg_goals__indicators as targets using (fiscal_year, indicator_id)
    left join reference.indicator_measures as indicators using (indicator_id)
    left join reference.measures as definitions using (measure_id)
),

-- What rounds to the target in the measure's decimals reaches it.
recomputed as (
    select
        concat_ws('-', fiscal_year, edition, indicator_id) as indicator_forecast_key,
        concat_ws('-', fiscal_year, indicator_id) as indicator_key,
        concat_ws('-', fiscal_year, goal_id) as goal_key,
        * exclude (direction, half_step),
        case direction
            when 'hogre' then forecast >= board_target - half_step
            when 'lagre' then forecast < board_target + half_step
            when 'band' then forecast > -board_target - half_step and forecast < board_target + half_step
        end as is_on_course
    from forecasts
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from goals.mart_goals__indicator_forecasts
    ) on rows_count, forecast, board_target
    into name measure value amount
)

select
    concat_ws(', ', indicator_forecast_key, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by
    indicator_forecast_key, fiscal_year, edition, indicator_key, indicator_id, goal_key, goal_id, is_on_course, measure
