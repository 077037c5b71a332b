-- title: A goal is on course as the forecasts of the indicators below it are
-- protects: mart_goals__goal_forecasts
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from goals.mart_goals__indicator_forecasts)
-- not_applicable: no forecast of an indicator has been delivered
with recursive parts as (
    select fiscal_year, goal_id, goal_id as part_id
    from staging.stg_goals__goals
    union
    select goals.fiscal_year, parts.goal_id, goals.goal_id
    from parts
    inner join staging.stg_goals__goals as goals
        on parts.fiscal_year = goals.fiscal_year and parts.part_id = goals.parent_goal_id
),

counts as (
    select
        concat_ws('-', parts.fiscal_year, editions.edition, parts.goal_id) as goal_forecast_key,
        parts.fiscal_year,
        editions.edition,
        concat_ws('-', parts.fiscal_year, parts.goal_id) as goal_key,
        parts.goal_id,
        count(indicators.indicator_id) as indicators_count,
        count(*) filter (forecasts.is_on_course) as on_course_count,
        count(*) filter (not forecasts.is_on_course) as off_course_count,
        case
            when on_course_count + off_course_count = 0 then 'not_computed'
            when off_course_count = 0 then 'all_met'
            when on_course_count = 0 then 'none_met'
            else 'some_met'
        end as role
    from parts
    inner join (select distinct fiscal_year, edition from goals.mart_goals__indicator_forecasts) as editions
        using (fiscal_year)
    left join staging.stg_goals__indicators as indicators
        on (parts.fiscal_year, parts.part_id) = (indicators.fiscal_year, indicators.goal_id)
    left join goals.mart_goals__indicator_forecasts as forecasts
        on
            (indicators.fiscal_year, indicators.indicator_id, editions.edition)
            = (forecasts.fiscal_year, forecasts.indicator_id, forecasts.edition)
    group by all
),

recomputed as (
    select
        counts.* exclude (role),
        indicators_count - on_course_count - off_course_count as unknown_count,
        scale.code as forecast_fulfilment,
        scale.label_sv as forecast_fulfilment_label_sv
    from counts
    left join reference.code_labels as scale on scale.code_set = 'fulfilment' and counts.role = scale.role
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from goals.mart_goals__goal_forecasts
    ) on columns('_count$')
    into name measure value amount
)

select
    concat_ws(', ', goal_forecast_key, forecast_fulfilment_label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by
    goal_forecast_key, fiscal_year, edition, goal_key, goal_id, forecast_fulfilment, forecast_fulfilment_label_sv, measure
