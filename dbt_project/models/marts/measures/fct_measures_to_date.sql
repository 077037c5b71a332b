select
    to_date_values.measure_value_id || '-' || editions.edition as measure_to_date_id,
    editions.edition,
    to_date_values.measure_id,
    to_date_values.member,
    to_date_values.fiscal_year,
    to_date_values.numerator,
    to_date_values.denominator,
    to_date_values.measure_value,
    to_date_values.prior_measure_value,
    to_date_values.row_count,
    {{ is_open_to_all('measures.audience', 'to_date_values.member') }} as is_open_to_all
from {{ ref('int_measures__values') }} as to_date_values
inner join {{ ref('measures') }} as measures
    on to_date_values.measure_id = measures.measure_id
inner join {{ ref('tertial_measures') }} as tertial_measures
    on to_date_values.measure_id = tertial_measures.measure_id
inner join {{ ref('report_editions') }} as editions
    on
        to_date_values.measure_window = editions.measure_window
        and editions.measure_window <> 'calendar_year'
