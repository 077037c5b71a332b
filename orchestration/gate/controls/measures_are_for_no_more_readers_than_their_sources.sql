-- title: No measure of what HR alone may read is open to all
-- protects: fct_measures
-- severity: forbidden
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_payroll__employments)
-- not_applicable: no employments have been delivered
-- The sources are written out, so that DuckDB leaves out the parts of the view that are of others.
with quantities_of_hr as (
    select distinct quantity_id
    from intermediate.int_measures__quantities
    where source_model in (
        'stg_payroll__employments', 'stg_payroll__working_hours', 'stg_payroll__absence_spells',
        'int_hr__sick_leave', 'int_hr__part_timers'
    )
),

-- Values that a table of the schema for HR shows.
shown_to_hr as (
    select measure_value_id from hr.mart_hr__engagement
    union
    select measure_value_id from hr.mart_hr__part_time
    union
    select measure_value_id from hr.mart_hr__work_placements
),

of_hr as (
    select measure_id, measure_value_id
    from measures.fct_measures
    where
        measure_value_id in (from shown_to_hr)
        or measure_id in (
            select measure_id from reference.measures
            where numerator in (from quantities_of_hr) or denominator in (from quantities_of_hr)
        )
),

open_values as (
    select measure_value_id from measures.fct_measures where is_open_to_all
    union all
    select key_figure_key from services.mart_services__key_figures where is_open_to_all
    union all
    -- An edition's value, and a month's, are of the same measure and member as the year's.
    select concat(measure_id, case when member <> '' then '/' end, member, '@', fiscal_year)
    from measures.fct_measures_to_date
    where is_open_to_all
    union all
    select concat(measure_id, case when member <> '' then '/' end, member, '@', fiscal_year)
    from measures.fct_measures_by_month
    where is_open_to_all
)

select
    of_hr.measure_id as subject,
    0::decimal(28, 8) as expected,
    count(open_values.measure_value_id)::decimal(28, 8) as actual
from of_hr
left join open_values on of_hr.measure_value_id = open_values.measure_value_id
group by of_hr.measure_id
