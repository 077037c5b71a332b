-- title: Every administration that is invoiced, or orders more, is a registered customer of the year
-- protects: mart_services__key_figures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_invoicing__customers)
-- not_applicable: no register of customers is delivered
with customers as (
    select distinct
        customer_id,
        year(as_of_date) as as_of_year
    from staging.stg_invoicing__customers
),

bought as (
    select 'customer invoices' as what, administration_id as customer_id, year(invoice_date) as as_of_year, count(*) as rows_count
    from staging.stg_invoicing__customer_invoices group by all
    union all
    select 'additional services', customer_id, year(ordered_date), count(*)
    from staging.stg_invoicing__addon_services group by all
)

select
    as_of_year || ', ' || customer_id || ': ' || coalesce(what || ' of a customer that is not registered', 'registered') as subject,
    0::decimal(28, 8) as expected,
    (bought.customer_id is not null and customers.customer_id is null)::int::decimal(28, 8) as actual
from bought
full join customers using (customer_id, as_of_year)
where as_of_year in (select as_of_year from customers)
