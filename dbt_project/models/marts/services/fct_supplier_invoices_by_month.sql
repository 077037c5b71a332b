select
    periods.fiscal_period_id,
    periods.fiscal_year,
    invoices.administration,
    invoices.channel,
    invoices.invoices_count,
    invoices.amount_sek
from {{ ref('int_invoicing__supplier_invoices_by_month') }} as invoices
inner join {{ ref('int_calendar__periods') }} as periods
    on invoices.month = periods.start_date
