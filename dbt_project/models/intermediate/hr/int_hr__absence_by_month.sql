-- Absence is of the unit that the month's working hours are of, else of its own.
with absences as (
    select
        spells.month,
        spells.employment_id,
        spells.cost_centre,
        spells.reason,
        spells.absence_hours
    from {{ ref('stg_payroll__absence_spells') }} as spells
    where spells.reason <> 'sick'
    union all
    select
        month,
        employment_id,
        cost_centre,
        case when is_long then 'sick_long' else 'sick_short' end as reason,
        absence_hours
    from {{ ref('int_hr__sick_leave') }}
),

units_of_employments as (
    select
        employment_id,
        month,
        max(cost_centre) as cost_centre
    from {{ ref('int_hr__hours') }}
    group by employment_id, month
),

placed as (
    select
        absences.month,
        absences.reason,
        absences.absence_hours,
        coalesce(worked.cost_centre, absences.cost_centre, 'unknown') as cost_centre
    from absences
    left join units_of_employments as worked
        on absences.employment_id = worked.employment_id and absences.month = worked.month
)

select
    placed.month,
    units.unit_id,
    units.shown_area_id,
    units.shown_cost_centre,
    placed.reason,
    {{ amount_sum('placed.absence_hours') }} as absence_hours
from placed
left join {{ ref('cost_centres') }} as cost_centres
    on placed.cost_centre = cost_centres.cost_centre
inner join {{ ref('int_hr__shown_units') }} as units
    on
        coalesce(cost_centres.business_area_id, '') = units.business_area_id
        and placed.cost_centre = units.cost_centre
group by placed.month, units.unit_id, units.shown_area_id, units.shown_cost_centre, placed.reason
