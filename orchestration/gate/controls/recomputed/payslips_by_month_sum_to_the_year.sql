-- title: Payslips by month, administration and basis sum to the year's, and to those of self-service
-- protects: fct_payslips_by_month
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_payroll__payslips)
-- not_applicable: no payslips have been delivered
with months as (
    select 'payslips' as measure_id, '' as member, fiscal_year, payslips_count as amount
    from services.fct_payslips_by_month
    union all
    select 'self_service_payslips_pct', '', fiscal_year, if(is_self_service, payslips_count, 0)
    from services.fct_payslips_by_month
)

select
    concat_ws(' ', months.measure_id, months.member, months.fiscal_year) as subject,
    max(coalesce(years.numerator, 0))::decimal(28, 8) as expected,
    sum(months.amount)::decimal(28, 8) as actual
from months
left join measures.fct_measures as years using (measure_id, member, fiscal_year)
group by months.measure_id, months.member, months.fiscal_year
