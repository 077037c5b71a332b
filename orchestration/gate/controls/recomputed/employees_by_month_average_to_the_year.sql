-- title: Full-times by month and unit average to the year's, employees end with the year's, and no row
--   is of too few to show
-- protects: fct_employees_by_month
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_payroll__employments)
-- not_applicable: no employments have been delivered
with few as (
    select undisclosed_up_to_persons from reference.board_rules
),

months as (
    select
        *,
        fiscal_period_id = max(fiscal_period_id) over (partition by fiscal_year) as is_last_month,
        max(month_number) over (partition by fiscal_year) as months_count
    from hr.fct_employees_by_month
    inner join (select fiscal_period_id, month_number from common.dim_fiscal_period) using (fiscal_period_id)
),

groups as (
    select 'total' as breakdown, 'total' as member, * from months
    union all
    select 'business_area', business_area_id, * from months where business_area_id is not null
    union all
    select 'cost_centre', cost_centre, * from months where cost_centre is not null
),

sums as (
    select
        fiscal_year,
        breakdown,
        member,
        sum(employees_count) filter (is_last_month) as employees_count,
        (sum(full_times) / max(months_count))::decimal(18, 8) as full_times
    from groups
    group by fiscal_year, breakdown, member
)

-- Who has two employments is counted in both of their units, and once in the whole.
select
    concat_ws(' ', years.employees_key, 'employees') as subject,
    years.employees_count::decimal(28, 8) as expected,
    (sums.employees_count - if(years.breakdown = 'cost_centre', 0, twice.persons_count))::decimal(28, 8) as actual
from hr.mart_hr__employees as years
left join sums using (fiscal_year, breakdown, member)
left join lateral (
    select count(*) - count(distinct person_id) as persons_count
    from (
        select distinct employed.person_id, units.unit_id
        from staging.stg_payroll__employments as employed
        inner join reference.cost_centres as centres using (cost_centre)
        inner join intermediate.int_hr__shown_units as units
            on employed.cost_centre = units.cost_centre
        where
            employed.as_of_date = (
                select max(as_of_date) from staging.stg_payroll__employments
                where year(as_of_date) = years.fiscal_year
            )
            and (years.breakdown = 'total' or centres.business_area_id = years.member)
    )
) as twice on true
where years.breakdown in ('total', 'business_area', 'cost_centre') and years.is_disclosed
union all
select concat_ws(' ', years.employees_key, 'full-times'), years.full_times, sums.full_times
from hr.mart_hr__employees as years
left join sums using (fiscal_year, breakdown, member)
where years.breakdown in ('total', 'business_area', 'cost_centre') and years.is_disclosed
union all
select 'rows of more persons than the limit', count(*), count(*) filter (employees_count > (from few))
from hr.fct_employees_by_month
union all
select
    'ordinary hours of ' || years.fiscal_year,
    years.denominator,
    (select sum(ordinary_hours) from hr.fct_employees_by_month as months where months.fiscal_year = years.fiscal_year)
from measures.fct_measures as years
where years.measure_id = 'sick_leave_calendar_year_pct' and years.member = ''
