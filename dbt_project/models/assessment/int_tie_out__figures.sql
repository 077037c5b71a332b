select
    figures.figure_id,
    reports.fiscal_year as report_year,
    figures.section,
    figures.place,
    figures.label_sv,
    figures.fiscal_year,
    figures.printed,
    figures.unit,
    figures.decimals,
    figures.qualifier,
    figures.kind,
    figures.measure_id,
    figures.member,
    figures.not_computed_reason,
    figures.not_computed_reason_sv,
    units.base_unit,
    units.base_units,
    case
        when figures.unit = 'date' then {{ amount_of(day_number(try_as('figures.value', 'date'))) }}
        else {{ amount_of(try_as('figures.value', 'decimal(28, 8)') ~ ' * units.base_units') }}
    end as published_value,
    {{ amount_of(half_step('figures.decimals') ~ ' * units.base_units') }} as half_step,
    -- What a word beside it, such as ca, lets rounding hide.
    case
        when qualifiers.is_rounded
            then
                {{
                    amount_of(
                        half_step('figures.decimals')
                        ~ ' * '
                        ~ printed_place('figures.value', 'figures.decimals')
                        ~ ' * units.base_units'
                    )
                }}
    end as qualified_half_step,
    qualifiers.below_pct,
    qualifiers.above_pct,
    {{ amount_of('measure_values.measure_value * coalesce(figures.sign, 1)') }} as computed_value,
    measure_values.measure_value_id
from {{ ref('published_figures') }} as figures
inner join {{ ref('int_tie_out__reports') }} as reports
    on figures.report_id = reports.report_id
left join {{ ref('units') }} as units
    on figures.unit = units.unit
left join {{ ref('figure_qualifiers') }} as qualifiers
    on figures.qualifier = qualifiers.qualifier
left join {{ ref('int_measures__year_values') }} as measure_values
    on
        figures.measure_id = measure_values.measure_id
        and coalesce(figures.member, '') = measure_values.member
        and figures.fiscal_year = measure_values.fiscal_year
