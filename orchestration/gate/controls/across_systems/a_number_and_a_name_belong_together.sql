-- title: A supplier and a customer has one number and one name in a year, in every extract that has it
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_invoicing__supplier_invoices
--   union all select 1 from staging.stg_invoicing__customer_invoices)
-- not_applicable: no invoices are delivered
-- Rows under another's number keep their name, or the other way round. Suppliers whose identity is masked are left out.
-- Systems in which more than one in twenty has several names, or numbers, are asked nothing, unless there were fewer in
-- another year of ten or more: a column that lies one row off gives all of them several.
with named as (
    select 'supplier' as kind, fiscal_year as year, supplier_id as number, supplier_name as label
    from services.fct_supplier_invoices_by_supplier_and_month
    union all
    select 'supplier', year(as_of_date), supplier_id, supplier_name from staging.stg_registers__svefaktura_connections
    union all
    select 'customer', year(invoice_date), administration_id, administration
    from staging.stg_invoicing__customer_invoices
    group by all
    union all
    select 'customer', year(as_of_date), customer_id, customer_name from staging.stg_invoicing__customers
),

pairs as (
    select distinct
        kind,
        year,
        number,
        label
    from named
    where number is not null and label is not null
),

counted as (
    select
        kind,
        year,
        year || ', ' || kind || ' ' || number || ': names' as subject,
        'names' as counted,
        count(*) as labels_count
    from pairs
    group by year, kind, number
    union all
    select
        kind,
        year,
        year || ', ' || kind || ' ' || label || ': numbers',
        'numbers',
        count(*)
    from pairs
    group by year, kind, label
)

select
    subject,
    1::decimal(28, 8) as expected,
    if(
        20 * sum(several_count) over of_kind <= greatest(40, count(*) over of_kind) or bool_or(is_usual) over of_kind,
        labels_count, 1
    )::decimal(28, 8) as actual
from (
    select
        *,
        (labels_count > 1)::int as several_count,
        count(*) over of_year >= 10
        and 20 * count(*) filter (labels_count > 1) over of_year <= greatest(40, count(*) over of_year) as is_usual
    from counted
    window of_year as (partition by kind, counted, year)
)
window of_kind as (partition by kind, counted)
