select
    {{ as_text('fiscal_year') }} || '-' || edition || '-' || indicator_id as indicator_forecast_key,
    fiscal_year,
    edition,
    {{ as_text('fiscal_year') }} || '-' || indicator_id as indicator_key,
    indicator_id,
    {{ as_text('fiscal_year') }} || '-' || goal_id as goal_key,
    goal_id,
    forecast,
    board_target,
    is_on_course
from {{ ref('int_assessment__indicator_forecasts') }}
