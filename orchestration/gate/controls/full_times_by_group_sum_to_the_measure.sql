-- title: Degrees of employment sum to the same by area, unit, sex and age group, and their mean is the measure
-- protects: mart_hr__employees
-- comparison: equal
-- at_least_rows: 1
-- The view of groups is long, and is read once.
with employee_groups as materialized (
    select fiscal_year, breakdown, degrees_pct from intermediate.int_hr__employee_groups
),

totals as (
    select fiscal_year, degrees_pct
    from employee_groups
    where breakdown = 'total'
)

select
    'year ' || totals.fiscal_year || ' by ' || parts.breakdown as subject,
    totals.degrees_pct as expected,
    sum(parts.degrees_pct)::decimal(28, 8) as actual
from totals
inner join employee_groups as parts using (fiscal_year)
where parts.breakdown <> 'total'
group by totals.fiscal_year, parts.breakdown, totals.degrees_pct
union all
select
    'year ' || measures.fiscal_year || ', full-times of the board' as subject,
    measures.measure_value as expected,
    marts.full_times::decimal(28, 8) as actual
from measures.fct_measures as measures
left join hr.mart_hr__employees as marts
    on measures.fiscal_year = marts.fiscal_year and marts.breakdown = 'total'
where measures.measure_id = 'full_times' and measures.member = ''
union all
select
    'years with full-times' as subject,
    (select count(*) from totals)::decimal(28, 8) as expected,
    (select count(*) from hr.mart_hr__employees where breakdown = 'total')::decimal(28, 8) as actual
