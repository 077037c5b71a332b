select
    {{ as_text('fiscal_year') }} || '-' || edition || '-' || goal_id as goal_forecast_key,
    fiscal_year,
    edition,
    {{ as_text('fiscal_year') }} || '-' || goal_id as goal_key,
    goal_id,
    forecast_fulfilment,
    forecast_fulfilment_label_sv,
    indicators_count,
    on_course_count,
    off_course_count,
    unknown_count
from {{ ref('int_assessment__goal_forecasts') }}
