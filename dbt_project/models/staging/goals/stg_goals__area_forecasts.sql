select
    load_id,
    file_name,
    line_number,
    cast(ar as integer) as fiscal_year,
    tertial,
    verksamhetsomrade as business_area_id,
    case matt when 'kostnader' then 'cost' when 'intakter' then 'revenue' end as side,
    {{ money('belopp') }} as amount_sek
from {{ source('raw', 'goals_area_forecasts') }}
