-- title: A printed figure is the register's, what is computed its measure, and it is at variance where
--   the two round differently
-- protects: mart_tie_out__figures
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   from intermediate.int_tie_out__reports
--   inner join reference.published_figures using (report_id))
-- not_applicable: no printed report of this board and year is in the register
with figures as (
    select
        figures.figure_id,
        reports.fiscal_year as report_year,
        figures.section,
        figures.place,
        figures.label_sv,
        figures.fiscal_year,
        figures.printed,
        figures.unit,
        figures.qualifier,
        figures.kind,
        figures.measure_id,
        figures.member,
        computed.measure_value_id,
        units.base_unit,
        case
            when figures.unit = 'date' then date_diff('day', date '1970-01-01', try_cast(figures.value as date))
            else try_cast(figures.value as decimal(20, 8)) * units.base_units
        end as published_value,
        computed.measure_value * coalesce(figures.sign, 1) as computed_value,
        -- What rounding to the printed decimals can hide, and what the word beside the figure allows.
        if(figures.decimals is null, 0, power(10, -figures.decimals) * units.base_units / 2)::decimal(28, 8) as half_step,
        if(
            qualifiers.is_rounded and figures.decimals = 0,
            half_step * power(10, length(figures.value) - length(rtrim(figures.value, '0'))),
            half_step
        )::decimal(28, 8) as widened_step,
        qualifiers.below_pct,
        qualifiers.above_pct,
        definitions.source_system
    from reference.published_figures as figures
    inner join intermediate.int_tie_out__reports as reports using (report_id)
    left join reference.units as units on figures.unit = units.unit
    left join reference.figure_qualifiers as qualifiers on figures.qualifier = qualifiers.qualifier
    left join reference.measures as definitions on figures.measure_id = definitions.measure_id
    left join measures.fct_measures as computed
        on
            (figures.measure_id, coalesce(figures.member, ''), figures.fiscal_year)
            = (computed.measure_id, computed.member, computed.fiscal_year)
),

delivered as (
    select distinct source_system
    from measures.fct_measures
    inner join reference.measures using (measure_id)
),

recomputed as (
    select
        *,
        published_value - computed_value as difference,
        case
            when measure_id is null then false
            when measure_id in (select measure_id from intermediate.int_measures__of_samples) then false
            when measure_value_id is null then source_system in (from delivered)
            when computed_value is null then true
            else not (
                if(
                    published_value = 0,
                    abs(computed_value) < half_step,
                    computed_value * sign(published_value) >= abs(published_value) - widened_step
                    and computed_value * sign(published_value) < abs(published_value) + widened_step
                )
                or coalesce(
                    computed_value >= published_value - abs(published_value) * below_pct / 100
                    and computed_value <= published_value + abs(published_value) * above_pct / 100,
                    false
                )
            )
        end as is_variance
    from figures
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from tie_out.mart_tie_out__figures
    ) on rows_count, published_value, computed_value, difference
    into name measure value amount
)

select
    concat_ws(', ', figure_id, label_sv, printed, unit, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by
    figure_id, report_year, section, place, label_sv, fiscal_year, printed, unit, qualifier, kind, measure_id, member,
    measure_value_id, base_unit, is_variance, measure
