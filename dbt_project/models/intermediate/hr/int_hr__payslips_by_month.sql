select
    {{ month_start('payment_date') }} as month,
    administration,
    is_self_service,
    count(*) as payslips_count
from {{ ref('stg_payroll__payslips') }}
group by {{ month_start('payment_date') }}, administration, is_self_service
