select
    periods.fiscal_period_id,
    periods.fiscal_year,
    absences.unit_id,
    absences.shown_area_id as business_area_id,
    absences.shown_cost_centre as cost_centre,
    absences.reason,
    absences.absence_hours
from {{ ref('int_hr__absence_by_month') }} as absences
inner join {{ ref('int_calendar__periods') }} as periods
    on absences.month = periods.start_date
