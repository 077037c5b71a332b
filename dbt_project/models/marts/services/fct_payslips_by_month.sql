select
    periods.fiscal_period_id,
    periods.fiscal_year,
    payslips.administration,
    payslips.is_self_service,
    payslips.payslips_count
from {{ ref('int_hr__payslips_by_month') }} as payslips
inner join {{ ref('int_calendar__periods') }} as periods
    on payslips.month = periods.start_date
