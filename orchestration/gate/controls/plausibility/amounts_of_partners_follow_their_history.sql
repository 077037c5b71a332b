-- title: The mean invoice of a supplier, or an administration, is in no month five times what it usually
--   is, nor a fifth
-- protects: fct_supplier_invoices_by_supplier_and_month
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from services.fct_supplier_invoices_by_supplier_and_month
--   group by supplier_id, fiscal_period_id having sum(invoices_count) >= 20)
--   or exists (
--   select 1 from services.fct_customer_invoices_by_month
--   group by administration, fiscal_period_id having sum(invoices_count) >= 20)
-- not_applicable: nobody has twenty invoices in a month
-- One partner's amounts in another unit move no mean of all. What is usual is the median of the partner's months with
-- twenty invoices or more, of which there are six. Few invoices depart further by chance: five times becomes ten at a
-- hundred of them, and credit invoices take a mean to nothing, or below, by chance until there are two hundred.
with months as (
    select
        'supplier ' || supplier_id as partner,
        fiscal_period_id,
        sum(amount_sek) / sum(invoices_count) as mean_sek,
        sum(invoices_count) as invoices_count
    from services.fct_supplier_invoices_by_supplier_and_month
    where supplier_id is not null
    group by all
    union all
    select
        'invoices of suppliers to ' || administration,
        fiscal_period_id,
        sum(amount_sek) / sum(invoices_count),
        sum(invoices_count)
    from services.fct_supplier_invoices_by_month
    group by all
    union all
    select
        'invoices to ' || administration,
        fiscal_period_id,
        sum(amount_sek) / sum(invoices_count),
        sum(invoices_count)
    from services.fct_customer_invoices_by_month
    group by all
),

compared as (
    select
        *,
        median(mean_sek) over (partition by partner) as usual_sek,
        count(*) over (partition by partner) as months_count
    from months
    where invoices_count >= 20
)

select
    partner || ', ' || fiscal_period_id || ': ' || round(mean_sek, 2)::decimal(28, 2) || ' on average, usually '
    || round(usual_sek, 2)::decimal(28, 2) as subject,
    0::decimal(28, 8) as expected,
    (
        months_count >= 6 and usual_sek > 0
        and greatest(mean_sek, usual_sek) > (5 + 50 / sqrt(invoices_count)) * least(mean_sek, usual_sek)
        and (mean_sek > usual_sek or invoices_count >= 200)
    )::int::decimal(28, 8) as actual
from compared
