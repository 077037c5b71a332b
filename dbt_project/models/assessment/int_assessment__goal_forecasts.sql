-- Of the indicators of a goal and of those below it, how many are expected to reach their targets.
with editions as (
    select distinct
        fiscal_year,
        edition
    from {{ ref('int_assessment__indicator_forecasts') }}
),

counts as (
    select
        parts.fiscal_year,
        editions.edition,
        parts.goal_id,
        cast(count(indicators.indicator_id) as integer) as indicators_count,
        {{ count_sum('case when forecasts.is_on_course then 1 else 0 end') }} as on_course_count,
        {{ count_sum('case when not forecasts.is_on_course then 1 else 0 end') }} as off_course_count
    from {{ ref('int_goals__parts') }} as parts
    inner join editions
        on parts.fiscal_year = editions.fiscal_year
    left join {{ ref('int_goals__indicators') }} as indicators
        on
            parts.fiscal_year = indicators.fiscal_year
            and parts.part_goal_id = indicators.goal_id
    left join {{ ref('int_assessment__indicator_forecasts') }} as forecasts
        on
            indicators.fiscal_year = forecasts.fiscal_year
            and indicators.indicator_id = forecasts.indicator_id
            and editions.edition = forecasts.edition
    group by parts.fiscal_year, editions.edition, parts.goal_id
),

roles as (
    select
        *,
        {{ fulfilment_role('on_course_count', 'off_course_count') }} as forecast_role
    from counts
)

select
    roles.fiscal_year,
    roles.edition,
    roles.goal_id,
    scale.code as forecast_fulfilment,
    scale.label_sv as forecast_fulfilment_label_sv,
    roles.indicators_count,
    cast(roles.on_course_count as integer) as on_course_count,
    cast(roles.off_course_count as integer) as off_course_count,
    cast(roles.indicators_count - roles.on_course_count - roles.off_course_count as integer) as unknown_count
from roles
left join {{ ref('code_labels') }} as scale
    on scale.code_set = 'fulfilment' and roles.forecast_role = scale.role
