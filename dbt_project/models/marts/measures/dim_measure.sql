select
    measures.measure_id,
    measures.label_sv,
    {{ with_parameters('measures.definition', 'en') }} as definition,
    {{ with_parameters('measures.definition_sv', 'sv') }} as definition_sv,
    measures.unit,
    units.base_unit,
    units.label_sv as unit_label_sv,
    measures.decimals,
    measures.numerator as numerator_quantity_id,
    measures.denominator as denominator_quantity_id,
    measures.factor,
    measures.is_change,
    measures.measure_window,
    windows.label_sv as measure_window_label_sv,
    measures.source_system,
    measures.audience,
    tertial_measures.measure_id is not null as is_followed_by_tertial,
    summary_measures.annual_order as annual_summary_order,
    summary_measures.tertial_order as tertial_summary_order
from {{ ref('measures') }} as measures
inner join {{ ref('int_measures__shown') }} as shown
    on measures.measure_id = shown.measure_id
left join {{ ref('units') }} as units
    on measures.unit = units.unit
left join {{ ref('measure_windows') }} as windows
    on measures.measure_window = windows.measure_window
left join {{ ref('tertial_measures') }} as tertial_measures
    on measures.measure_id = tertial_measures.measure_id
left join {{ ref('summary_measures') }} as summary_measures
    on measures.measure_id = summary_measures.measure_id
cross join {{ ref('board_rules') }} as rules
