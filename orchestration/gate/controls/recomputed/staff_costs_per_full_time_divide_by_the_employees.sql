-- title: Staff costs per full-time are the costs over the full-times of the same group of employees
-- protects: mart_hr__staff_costs
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_payroll__employments)
-- not_applicable: no employments have been delivered
with recomputed as (
    select
        costs.fiscal_year || '-' || costs.line_id as staff_costs_key,
        coalesce(costs.business_area_id, 'total') as line_id,
        costs.line_id = 'total' as is_total,
        coalesce(employees.is_disclosed, false) as is_disclosed,
        employees.full_times,
        try_cast(costs.outcome_sek / nullif(employees.full_times, 0) as decimal(18, 8)) as cost_per_full_time_sek
    from hr.mart_hr__staff_costs as costs
    left join hr.mart_hr__employees as employees
        on
            costs.fiscal_year = employees.fiscal_year
            and employees.breakdown = if(costs.line_id = 'total', 'total', 'business_area')
            and costs.line_id = employees.member
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from hr.mart_hr__staff_costs
    ) on rows_count, full_times, cost_per_full_time_sek
    into name measure value amount
)

select
    concat_ws(', ', staff_costs_key, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by staff_costs_key, line_id, is_total, is_disclosed, measure
union all
select
    'years with full-times of the whole board',
    (select count(*) from hr.mart_hr__employees where breakdown = 'total')::decimal(28, 8),
    (select count(*) from hr.mart_hr__staff_costs where is_total and full_times is not null)::decimal(28, 8)
