-- title: Every code, name, place and classification shown is that of the reference data
-- protects: dim_code
-- comparison: equal
-- at_least_rows: 1
with recursive paths as (
    select business_area_id, 1 as level, '/' || business_area_id || '/' as path
    from reference.business_areas
    where parent_business_area_id is null
    union all
    select parts.business_area_id, wholes.level + 1, wholes.path || parts.business_area_id || '/'
    from reference.business_areas as parts
    inner join paths as wholes on parts.parent_business_area_id = wholes.business_area_id
),

areas as (
    select
        business_area_id, label_sv, label_en, parent_business_area_id, level, path,
        parent_business_area_id is not null as is_of_which, sort_order
    from reference.business_areas
    left join paths using (business_area_id)
),

codes as (
    select code_set || '/' || code as code_id, code_set, code, label_sv, label_en, sort_order, role
    from reference.code_labels
),

lines as (
    select
        lines.statement_line_id, lines.label_sv, lines.label_en, lines.statement, statements.label_sv as statement_label_sv,
        lines.section, sections.label_sv as section_label_sv, lines.business_area_id, lines.sort_order
    from reference.statement_lines as lines
    left join codes as statements on statements.code_id = 'statement/' || lines.statement
    left join codes as sections on sections.code_id = 'section/' || lines.section
),

units as (
    select unit, base_unit, base_units, coalesce(label_sv, '') as label_sv from reference.units
),

defined as (
    select
        measures.measure_id, measures.label_sv, definition, definition_sv, measures.unit, base_unit,
        units.label_sv as unit_label_sv, decimals, numerator as numerator_quantity_id,
        denominator as denominator_quantity_id, factor, is_change, measures.measure_window,
        windows.label_sv as measure_window_label_sv, source_system, audience,
        measures.measure_id in (select measure_id from reference.tertial_measures) as is_followed_by_tertial,
        annual_order as annual_summary_order, tertial_order as tertial_summary_order
    from reference.measures as measures
    left join reference.units as units on measures.unit = units.unit
    left join reference.measure_windows as windows on measures.measure_window = windows.measure_window
    left join reference.summary_measures as summary on measures.measure_id = summary.measure_id
    where
        measures.source_system = 'ledger'
        or measures.source_system in (select system from raw.loads)
        or measures.measure_id in (select measure_id from reference.published_figures)
        or measures.measure_id in (select measure_id from reference.indicator_measures)
),

-- A variable in braces is filled in by the project: any value stands for it, and the rest of the text is compared.
filled as (
    select defined.* replace (
        case
            when regexp_full_match(published.definition, regexp_replace(
                regexp_escape(defined.definition), '\\\{\w+\\\}', '[^{}]+', 'g'
            )) then published.definition
            else defined.definition
        end as definition,
        case
            when regexp_full_match(published.definition_sv, regexp_replace(
                regexp_escape(defined.definition_sv), '\\\{\w+\\\}', '[^{}]+', 'g'
            )) then published.definition_sv
            else defined.definition_sv
        end as definition_sv
    )
    from defined
    left join measures.dim_measure as published using (measure_id)
),

recomputed as (
    select 'business area' as kind, to_json(areas) as fields from areas
    union all
    select 'code', to_json(codes) from codes
    union all
    select 'cost driver', to_json(drivers)
    from (select cost_driver_id, label_sv, label_en, sort_order from reference.cost_drivers) as drivers
    union all
    select 'measure', to_json(filled) from filled
    union all
    select 'window', to_json(windows)
    from (select measure_window, label_sv, first_month, last_month from reference.measure_windows) as windows
    union all
    select 'member', to_json(members) from (select member_part, label_sv from reference.member_labels) as members
    union all
    select 'statement line', to_json(lines) from lines
    union all
    select 'unit', to_json(units) from units
),

published as (
    select 'business area' as kind, to_json(areas) as fields from common.dim_business_area as areas
    union all
    select 'code', to_json(codes) from common.dim_code as codes
    union all
    select 'cost driver', to_json(drivers) from common.dim_cost_driver as drivers
    union all
    select 'measure', to_json(defined) from measures.dim_measure as defined
    union all
    select 'window', to_json(windows) from common.dim_measure_window as windows
    union all
    select 'member', to_json(members) from common.dim_member as members
    union all
    select 'statement line', to_json(lines) from common.dim_statement_line as lines
    union all
    select 'unit', to_json(units) from common.dim_unit as units
)

select
    kind || ' ' || fields as subject,
    (count(*) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (count(*) filter (source = 'published'))::decimal(28, 8) as actual
from (
    select 'recomputed' as source, * from recomputed
    union all
    select 'published' as source, * from published
)
group by kind, fields
