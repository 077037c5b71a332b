select
    load_id,
    file_name,
    line_number,
    cast(ar as integer) as fiscal_year,
    tertial,
    indikator_id as indicator_id,
    prognos as forecast
from {{ source('raw', 'goals_indicator_forecasts') }}
