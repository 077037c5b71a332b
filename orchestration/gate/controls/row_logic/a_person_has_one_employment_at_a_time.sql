-- title: A person has one employment on a day, of at most full time
-- protects: mart_hr__employees
-- severity: explain
-- comparison: at_most
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_payroll__employments)
-- not_applicable: no employments are delivered
-- The pseudonym of the person is the build's own; employments are named by their number.
with people as (
    select
        person_id,
        as_of_date,
        string_agg(employment_id, ' and ' order by employment_id) as employments,
        count(*) as employments_count,
        sum(degree_pct) as degree_pct
    from staging.stg_payroll__employments
    group by all
)

select
    as_of_date || ', ' || employments || ': employments of one person' as subject,
    1::decimal(28, 8) as expected,
    employments_count::decimal(28, 8) as actual
from people
union all
select
    as_of_date || ', ' || employments || ': degree of employment, per cent',
    100::decimal(28, 8),
    degree_pct::decimal(28, 8)
from people
