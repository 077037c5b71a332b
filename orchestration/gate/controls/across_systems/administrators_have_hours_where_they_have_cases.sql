-- title: Whoever handled invoices or payslips in a month reported hours for it, and the other way round
-- protects: mart_services__key_figures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_invoicing__administrator_hours union all select 1 from staging.stg_payroll__administrator_hours)
-- not_applicable: no administrator's hours are delivered
with handled as (
    select 'invoicing' as system, administrator, date_trunc('month', booking_date)::date as month, count(*) as cases
    from staging.stg_invoicing__supplier_invoices group by all
    union all
    select 'invoicing', administrator, date_trunc('month', invoice_date)::date, count(*)
    from staging.stg_invoicing__customer_invoices group by all
    union all
    select 'payroll', administrator, date_trunc('month', payment_date)::date, count(*)
    from staging.stg_payroll__payslips group by all
),

reported as (
    select 'invoicing' as system, administrator, month::date as month, sum(hours) as hours
    from staging.stg_invoicing__administrator_hours group by all
    union all
    select 'payroll', administrator, month::date, sum(hours)
    from staging.stg_payroll__administrator_hours group by all
),

sums as (
    select system, administrator, month, sum(cases) as cases from handled group by all
),

systems as (
    select distinct system from reported
)

select
    system || ', administrator ' || administrator || ', ' || strftime(month, '%Y-%m') || ': '
    || case when hours is null then cases || ' cases and no hours' when cases is null then hours || ' hours and no case' else 'hours and cases' end
    as subject,
    0::decimal(28, 8) as expected,
    (hours is null or cases is null)::int::decimal(28, 8) as actual
from sums
full join reported using (system, administrator, month)
inner join systems using (system)
where administrator is not null
