-- title: The key figures of the services are the measures of their year and the prior one, and the change between them
-- protects: mart_services__key_figures
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   from measures.fct_measures inner join reference.measures using (measure_id)
--   where source_system not in ('ledger', 'goals', 'surveys'))
-- not_applicable: no extract of the services has been delivered
with recomputed as (
    select
        this_year.measure_value_id as key_figure_key,
        this_year.fiscal_year,
        definitions.source_system,
        systems.label_sv as source_system_label_sv,
        this_year.measure_id,
        this_year.member,
        definitions.label_sv,
        definitions.unit,
        units.label_sv as unit_label_sv,
        this_year.measure_value as outcome,
        prior_year.measure_value as prior_outcome,
        this_year.measure_value - prior_year.measure_value as change,
        this_year.is_open_to_all
    from measures.fct_measures as this_year
    inner join reference.measures as definitions using (measure_id)
    left join measures.fct_measures as prior_year
        on
            (this_year.measure_id, this_year.member, this_year.fiscal_year - 1)
            = (prior_year.measure_id, prior_year.member, prior_year.fiscal_year)
    left join reference.code_labels as systems
        on systems.code_set = 'source_system' and definitions.source_system = systems.code
    left join reference.units as units on definitions.unit = units.unit
    where
        definitions.source_system not in ('ledger', 'goals', 'surveys')
        and not definitions.is_change and definitions.unit <> 'date'
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from services.mart_services__key_figures
    ) on rows_count, outcome, prior_outcome, change
    into name measure value amount
)

select
    concat_ws(', ', key_figure_key, label_sv, unit_label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by
    key_figure_key, fiscal_year, source_system, source_system_label_sv, measure_id, member, label_sv, unit,
    unit_label_sv, is_open_to_all, measure
