select
    periods.fiscal_period_id,
    periods.fiscal_year,
    units.unit_id,
    units.shown_area_id as business_area_id,
    units.shown_cost_centre as cost_centre,
    units.employees_count,
    units.full_times,
    units.ordinary_hours
from {{ ref('int_hr__employees_by_month') }} as units
inner join {{ ref('int_calendar__periods') }} as periods
    on units.month = periods.start_date
