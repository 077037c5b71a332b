select
    load_id,
    file_name,
    line_number,
    cast(ar as integer) as fiscal_year,
    tertial,
    verksamhetsomrade as business_area_id,
    matt as side,
    {{ money('belopp') }} as amount_sek
from {{ source('raw', 'goals_area_forecasts') }}
