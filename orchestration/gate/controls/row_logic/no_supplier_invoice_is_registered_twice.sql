-- title: No supplier's invoice number is registered twice with the same amount
-- protects: mart_services__key_figures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_invoicing__supplier_invoices)
-- not_applicable: no supplier invoices are delivered
-- A supplier whose identity is masked, and an invoice without a number, cannot be told apart.
with keys as (
    select hash(supplier_id, supplier_invoice_number, amount_sek, account) as invoice_key
    from staging.stg_invoicing__supplier_invoices
    where supplier_id is not null and supplier_invoice_number is not null
    group by invoice_key
    having count(*) > 1
),

invoices as (
    select
        supplier_id,
        supplier_invoice_number,
        amount_sek,
        count(*) as rows_count,
        min(supplier_invoice_id) as first_id,
        max(supplier_invoice_id) as last_id
    from staging.stg_invoicing__supplier_invoices
    where hash(supplier_id, supplier_invoice_number, amount_sek, account) in (select invoice_key from keys)
    group by supplier_id, supplier_invoice_number, amount_sek, account
    having count(*) > 1
)

select
    'supplier ' || supplier_id || ', invoice ' || supplier_invoice_number || ' of ' || amount_sek || ': ' || first_id || ' and ' || last_id
    as subject,
    1::decimal(28, 8) as expected,
    rows_count::decimal(28, 8) as actual
from invoices
union all
select
    'supplier invoices registered once',
    1::decimal(28, 8),
    1::decimal(28, 8)
