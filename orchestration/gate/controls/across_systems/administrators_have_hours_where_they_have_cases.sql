-- title: Whoever handled invoices of a kind, or payslips, in a month reported hours for it, and the other way round
-- protects: mart_services__key_figures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_invoicing__administrator_hours
--   union all select 1 from staging.stg_payroll__administrator_hours)
-- not_applicable: no administrator's hours are delivered
-- Less than a working day in a month may have met no case.
with handled_by_day as (
    select 'supplier_invoices' as process, administrator, booking_date as handled_date, count(*) as cases
    from staging.stg_invoicing__supplier_invoices group by all
    union all
    select 'customer_invoices', administrator, invoice_date, count(*)
    from staging.stg_invoicing__customer_invoices group by all
    union all
    select 'payslips', administrator, payment_date, count(*)
    from staging.stg_payroll__payslips group by all
),

handled as (
    select process, administrator, date_trunc('month', handled_date)::date as month, sum(cases) as cases
    from handled_by_day group by all
),

reported as (
    select process, administrator, month::date as month, sum(hours) as hours
    from staging.stg_invoicing__administrator_hours group by all
    union all
    select 'payslips', administrator, month::date, sum(hours)
    from staging.stg_payroll__administrator_hours group by all
),

processes as (
    select distinct process from reported
)

select
    process || ', administrator ' || administrator || ', ' || strftime(month, '%Y-%m') || ': '
    || case when hours is null then cases || ' cases and no hours' when cases is null then hours || ' hours and no case' else 'hours and cases' end
    as subject,
    0::decimal(28, 8) as expected,
    (hours is null or (cases is null and hours >= 8))::int::decimal(28, 8) as actual
from handled
full join reported using (process, administrator, month)
inner join processes using (process)
where administrator is not null
