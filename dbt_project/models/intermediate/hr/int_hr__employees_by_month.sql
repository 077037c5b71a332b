-- Every row is of more persons than the limit: a unit that is shown, or the units together that are not.
with employed as (
    select
        {{ month_start('employments.as_of_date') }} as month,
        coalesce(cost_centres.business_area_id, '') as business_area_id,
        coalesce(employments.cost_centre, 'unknown') as cost_centre,
        employments.person_id,
        employments.degree_pct,
        0 as ordinary_hours
    from {{ ref('stg_payroll__employments') }} as employments
    left join {{ ref('cost_centres') }} as cost_centres
        on employments.cost_centre = cost_centres.cost_centre
    union all
    select
        month,
        coalesce(business_area_id, '') as business_area_id,
        coalesce(cost_centre, 'unknown') as cost_centre,
        {{ as_text('null') }} as person_id,
        0 as degree_pct,
        ordinary_hours
    from {{ ref('int_hr__hours') }}
)

select
    employed.month,
    units.unit_id,
    units.shown_area_id,
    units.shown_cost_centre,
    cast(count(distinct employed.person_id) as integer) as employees_count,
    cast({{ amount_sum('employed.degree_pct * 0.01') }} as decimal(18, 8)) as full_times,
    {{ amount_sum('employed.ordinary_hours') }} as ordinary_hours
from employed
inner join {{ ref('int_hr__shown_units') }} as units
    on employed.business_area_id = units.business_area_id and employed.cost_centre = units.cost_centre
group by employed.month, units.unit_id, units.shown_area_id, units.shown_cost_centre
