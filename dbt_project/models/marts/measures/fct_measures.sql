select
    measure_value_id,
    measure_id,
    member,
    fiscal_year,
    numerator,
    denominator,
    measure_value,
    row_count
from {{ ref('int_measures__year_values') }}
