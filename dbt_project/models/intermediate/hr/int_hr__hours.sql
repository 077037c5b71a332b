-- Employments say who a person is; hours worked and hours absent have extracts of their own. An employment that ends
-- within a month has hours in it and no row at its end, so any of its rows says whose it is.
with persons as (
    select
        employment_id,
        max(person_id) as person_id,
        max(sex) as sex,
        max(birth_year) as birth_year
    from {{ ref('stg_payroll__employments') }}
    group by employment_id
),

sick_hours as (
    select
        employment_id,
        month,
        {{ amount_sum('absence_hours') }} as sick_hours,
        {{ amount_sum('case when is_long then absence_hours else 0 end') }} as long_sick_hours
    from {{ ref('int_hr__sick_leave') }}
    group by employment_id, month
),

absent_hours as (
    select
        employment_id,
        month,
        {{ amount_sum('absence_hours') }} as absent_hours
    from {{ ref('stg_payroll__absence_spells') }}
    group by employment_id, month
)

select
    working_hours.employment_id,
    working_hours.month,
    persons.person_id,
    persons.sex,
    persons.birth_year,
    working_hours.cost_centre,
    cost_centres.cost_centre_name_sv,
    cost_centres.business_area_id,
    {{ amount_of('working_hours.ordinary_hours') }} as ordinary_hours,
    {{ amount_of('coalesce(sick_hours.sick_hours, 0)') }} as sick_hours,
    {{ amount_of('coalesce(sick_hours.long_sick_hours, 0)') }} as long_sick_hours,
    {{ amount_of('coalesce(absent_hours.absent_hours, 0)') }} as absent_hours
from {{ ref('stg_payroll__working_hours') }} as working_hours
left join persons
    on working_hours.employment_id = persons.employment_id
left join {{ ref('cost_centres') }} as cost_centres
    on working_hours.cost_centre = cost_centres.cost_centre
left join sick_hours
    on
        working_hours.employment_id = sick_hours.employment_id
        and working_hours.month = sick_hours.month
left join absent_hours
    on
        working_hours.employment_id = absent_hours.employment_id
        and working_hours.month = absent_hours.month
