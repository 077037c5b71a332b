-- title: The year's staff costs per full-time employee change from last year by no more than a sixth
-- protects: mart_economics__staff_costs
-- severity: explain
-- comparison: at_most
-- at_least_rows: 1
-- applies_where: exists (select 1 from economics.mart_economics__staff_costs) and (
--   select count(distinct year(as_of_date)) from staging.stg_payroll__employments
--   inner join common.dim_fiscal_year on year(as_of_date) = fiscal_year) >= 2
-- not_applicable: employments are delivered for fewer than two of the ledger's years
with full_times as (
    select
        year(as_of_date) as fiscal_year,
        sum(degree_pct)::decimal(28, 8) / 100 / count(distinct as_of_date) as full_times
    from staging.stg_payroll__employments
    group by all
),

costs as (
    select
        fiscal_year,
        outcome_sek / full_times / count(*) over (partition by fiscal_year) as cost
    from economics.mart_economics__staff_costs
    inner join full_times using (fiscal_year)
)

select
    now.fiscal_year || ': change of the staff costs per full-time employee, per cent' as subject,
    16::decimal(28, 8) as expected,
    (100 * abs(now.cost / earlier.cost - 1))::decimal(28, 8) as actual
from costs as now
inner join costs as earlier on now.fiscal_year = earlier.fiscal_year + 1
