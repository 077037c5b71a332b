select
    {{ month_start('invoice_date') }} as month,
    administration,
    case when is_file_loaded then 'file' else 'manual' end as channel,
    count(*) as invoices_count,
    {{ money_sum('amount_sek') }} as amount_sek
from {{ ref('stg_invoicing__customer_invoices') }}
group by {{ month_start('invoice_date') }}, administration, case when is_file_loaded then 'file' else 'manual' end
