select
    year_values.measure_value_id,
    year_values.measure_id,
    year_values.member,
    year_values.fiscal_year,
    year_values.numerator,
    year_values.denominator,
    year_values.measure_value,
    year_values.row_count
from {{ ref('int_measures__values') }} as year_values
inner join {{ ref('measures') }} as measures
    on
        year_values.measure_id = measures.measure_id
        and year_values.measure_window = measures.measure_window
