-- title: Supplier invoices by month, administration and channel sum to the year's, to the electronic
--   ones, and to their amounts
-- protects: fct_supplier_invoices_by_month
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_invoicing__supplier_invoices)
-- not_applicable: no supplier invoices have been delivered
with months as (
    select 'supplier_invoices' as measure_id, '' as member, fiscal_year, invoices_count as amount
    from services.fct_supplier_invoices_by_month
    union all
    select 'electronic_supplier_invoices_pct', '', fiscal_year, if(channel = 'scanned', 0, invoices_count)
    from services.fct_supplier_invoices_by_month
    union all
    select 'svefaktura_invoices', '', fiscal_year, if(channel = 'svefaktura', invoices_count, 0)
    from services.fct_supplier_invoices_by_month
),

-- Days before years: a day's year is asked of thousands of rows, not of millions.
by_day as (
    select buyer as administration, booking_date as day, sum(amount_sek)::decimal(28, 8) as amount
    from staging.stg_invoicing__supplier_invoices
    group by all
)

select
    concat_ws(' ', months.measure_id, months.member, months.fiscal_year) as subject,
    max(coalesce(years.numerator, 0))::decimal(28, 8) as expected,
    sum(months.amount)::decimal(28, 8) as actual
from months
left join measures.fct_measures as years using (measure_id, member, fiscal_year)
group by months.measure_id, months.member, months.fiscal_year
union all
select
    'amount ' || fiscal_year || ' ' || administration,
    sum(amount) filter (source = 'delivered'),
    sum(amount) filter (source = 'published')
from (
    select 'published' as source, fiscal_year, administration, amount_sek::decimal(28, 8) as amount
    from services.fct_supplier_invoices_by_month
    union all
    select 'delivered', years.fiscal_year, by_day.administration, by_day.amount
    from by_day
    inner join common.dim_fiscal_year as years on by_day.day between years.start_date and years.end_date
)
group by fiscal_year, administration
