-- title: Measures by month sum to the year's: numerator, denominator, and the value that each month's give
-- protects: fct_measures_by_month
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from measures.fct_measures_to_date)
-- not_applicable: no system of a measure that has months has been delivered
with months as (
    select
        measure_id, member, fiscal_year, sum(numerator) as numerator, sum(denominator) as denominator, bool_and(is_disclosed) as is_whole
    from measures.fct_measures_by_month
    group by measure_id, member, fiscal_year
),

years as (
    select measure_id, member, fiscal_year, numerator, denominator
    from measures.fct_measures
    where measure_id in (select measure_id from reference.tertial_measures)
),

values_of_months as (
    select
        months.*,
        if(months.denominator is null, months.numerator, months.numerator / nullif(months.denominator, 0)) * measures.factor as value
    from measures.fct_measures_by_month as months
    inner join reference.measures as measures using (measure_id)
)

select
    concat_ws(' ', measure_id, member, fiscal_year, 'numerator') as subject,
    coalesce(years.numerator, 0) as expected,
    coalesce(months.numerator, 0) as actual
from years
full join months using (measure_id, member, fiscal_year)
where coalesce(months.is_whole, true)
union all
select concat_ws(' ', measure_id, member, fiscal_year, 'denominator'), coalesce(years.denominator, 0), coalesce(months.denominator, 0)
from years
full join months using (measure_id, member, fiscal_year)
where coalesce(months.is_whole, true)
union all
select concat_ws(' ', measure_id, member, fiscal_period_id), coalesce(value, 0)::decimal(18, 8), coalesce(measure_value, 0)
from values_of_months
