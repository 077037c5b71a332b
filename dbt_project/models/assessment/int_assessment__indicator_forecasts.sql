with forecasts as (
    select
        forecasts.load_id,
        forecasts.file_name,
        forecasts.line_number,
        forecasts.fiscal_year,
        forecasts.tertial as edition,
        forecasts.indicator_id,
        indicators.goal_id,
        indicators.direction,
        indicators.decimals,
        indicators.board_target,
        forecasts.forecast
    from {{ ref('stg_goals__indicator_forecasts') }} as forecasts
    inner join {{ ref('int_goals__indicators') }} as indicators
        on
            forecasts.fiscal_year = indicators.fiscal_year
            and forecasts.indicator_id = indicators.indicator_id
),

leeways as (
    select
        *,
        {{ target_leeway('forecast') }} as leeway
    from forecasts
)

select
    load_id,
    file_name,
    line_number,
    fiscal_year,
    edition,
    indicator_id,
    goal_id,
    {{ amount_of('forecast') }} as forecast,
    {{ amount_of('board_target') }} as board_target,
    {{ target_is_reached('leeway') }} as is_on_course
from leeways
