select
    {{ month_start('booking_date') }} as month,
    buyer as administration,
    channel,
    count(*) as invoices_count,
    {{ money_sum('amount_sek') }} as amount_sek
from {{ ref('stg_invoicing__supplier_invoices') }}
group by {{ month_start('booking_date') }}, buyer, channel
