select
    this_year.measure_value_id as key_figure_key,
    this_year.fiscal_year,
    measures.source_system,
    systems.label_sv as source_system_label_sv,
    this_year.measure_id,
    this_year.member,
    measures.label_sv,
    measures.unit,
    measures.unit_label_sv,
    this_year.measure_value as outcome,
    prior_year.measure_value as prior_outcome,
    {{ amount_of('this_year.measure_value - prior_year.measure_value') }} as change,
    this_year.is_open_to_all
from {{ ref('fct_measures') }} as this_year
inner join {{ ref('dim_measure') }} as measures
    on this_year.measure_id = measures.measure_id
left join {{ ref('fct_measures') }} as prior_year
    on
        this_year.measure_id = prior_year.measure_id
        and this_year.member = prior_year.member
        and this_year.fiscal_year - 1 = prior_year.fiscal_year
left join {{ ref('code_labels') }} as systems
    on measures.source_system = systems.code and systems.code_set = 'source_system'
where
    measures.source_system not in ('ledger', 'goals', 'surveys')
    and not measures.is_change
    and measures.unit <> 'date'
