with compared as (
    select
        figures.*,
        {{ rounds_to('figures.computed_value', 'figures.published_value', 'figures.half_step') }} as is_rounded,
        {{ rounds_to('figures.computed_value', 'figures.published_value', 'figures.qualified_half_step') }}
        or figures.computed_value
        between figures.published_value - abs(figures.published_value) * figures.below_pct * 0.01
        and figures.published_value + abs(figures.published_value) * figures.above_pct * 0.01 as is_within_qualifier
    from {{ ref('int_tie_out__figures') }} as figures
),

-- An extract that has not been delivered at all says nothing against a figure.
delivered_systems as (
    select distinct measures.source_system
    from {{ ref('measures') }} as measures
    inner join {{ ref('int_measures__year_values') }} as measure_values
        on measures.measure_id = measure_values.measure_id
),

verdicts as (
    select
        compared.*,
        case
            when compared.measure_id is null then 'not_computed'
            when samples.measure_id is not null then 'of_a_sample'
            when compared.measure_value_id is null and delivered_systems.source_system is null
                then 'not_delivered'
            when compared.measure_value_id is null then 'no_rows'
            when compared.computed_value is null then 'undefined'
            when compared.is_rounded then 'reconciles'
            when compared.is_within_qualifier then 'reconciles_as_qualified'
            else 'variance'
        end as verdict
    from compared
    left join {{ ref('measures') }} as measures
        on compared.measure_id = measures.measure_id
    left join {{ ref('int_measures__of_samples') }} as samples
        on compared.measure_id = samples.measure_id
    left join delivered_systems
        on measures.source_system = delivered_systems.source_system
)

select
    verdicts.figure_id,
    verdicts.report_year,
    verdicts.section,
    verdicts.place,
    verdicts.label_sv,
    verdicts.fiscal_year,
    verdicts.printed,
    verdicts.unit,
    verdicts.qualifier,
    verdicts.kind,
    verdicts.measure_id,
    verdicts.member,
    verdicts.measure_value_id,
    verdicts.published_value,
    verdicts.computed_value,
    {{ amount_of('verdicts.published_value - verdicts.computed_value') }} as difference,
    verdicts.base_unit,
    verdicts.verdict,
    verdicts.verdict in ('variance', 'undefined', 'no_rows') as is_variance,
    accepted.subject_id is not null as is_accepted,
    coalesce(accepted.reason, verdicts.not_computed_reason) as explanation,
    coalesce(accepted.reason_sv, verdicts.not_computed_reason_sv) as explanation_sv
from verdicts
left join {{ ref('accepted_variances') }} as accepted
    on
        verdicts.figure_id = accepted.subject_id
        and verdicts.verdict = accepted.verdict
        -- The exact amount: a variance that grows is a new one.
        and coalesce({{ amount_of('accepted.difference') }}, 0)
        = coalesce({{ amount_of('verdicts.published_value - verdicts.computed_value') }}, 0)
