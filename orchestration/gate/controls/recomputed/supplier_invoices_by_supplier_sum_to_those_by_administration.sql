-- title: Supplier invoices by supplier sum to those by administration, month by month and channel by channel
-- protects: fct_supplier_invoices_by_supplier_and_month
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_invoicing__supplier_invoices)
-- not_applicable: no supplier invoices have been delivered
with facts as (
    select 'administration' as grain, fiscal_period_id, channel, invoices_count, amount_sek
    from services.fct_supplier_invoices_by_month
    union all
    select 'supplier', fiscal_period_id, channel, invoices_count, amount_sek
    from services.fct_supplier_invoices_by_supplier_and_month
),

cells as (
    unpivot (
        select grain, fiscal_period_id, channel, invoices_count::decimal(28, 8) as invoices, amount_sek::decimal(28, 8) as amount
        from facts
    ) on invoices, amount into name measure value amount
)

select
    concat_ws(' ', fiscal_period_id, channel, measure) as subject,
    coalesce(sum(amount) filter (grain = 'administration'), 0) as expected,
    coalesce(sum(amount) filter (grain = 'supplier'), 0) as actual
from cells
group by fiscal_period_id, channel, measure
