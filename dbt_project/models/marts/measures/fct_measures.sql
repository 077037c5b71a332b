select
    year_values.measure_value_id,
    year_values.measure_id,
    year_values.member,
    year_values.fiscal_year,
    year_values.numerator,
    year_values.denominator,
    year_values.measure_value,
    year_values.row_count,
    {{ is_open_to_all('measures.audience', 'year_values.member') }} as is_open_to_all
from {{ ref('int_measures__year_values') }} as year_values
inner join {{ ref('measures') }} as measures
    on year_values.measure_id = measures.measure_id
