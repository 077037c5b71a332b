{{ config(materialized='table') }}

-- How many persons a group of employees is of, wherever it is counted: in each window and each month of working hours,
-- and at each month's end and year's end.
with areas_and_units as (
    select
        {{ as_text('month') }} as period,
        'hours' as counted_by,
        person_id,
        business_area_id,
        cost_centre
    from {{ ref('int_hr__hours') }}
    union all
    select
        {{ as_text('employments.as_of_date') }} as period,
        'employments' as counted_by,
        employments.person_id,
        cost_centres.business_area_id,
        employments.cost_centre
    from {{ ref('stg_payroll__employments') }} as employments
    left join {{ ref('cost_centres') }} as cost_centres
        on employments.cost_centre = cost_centres.cost_centre
),

sizes as (
    select
        breakdown,
        within_member,
        member,
        'window/' || measure_window || '/' || {{ as_text('fiscal_year') }} as period,
        employees_count as persons_count
    from {{ ref('int_hr__sick_leave_groups') }}
    where breakdown <> 'month'
    union all
    select
        breakdown,
        within_member,
        member,
        'year_end/' || {{ as_text('fiscal_year') }} as period,
        employees_count as persons_count
    from {{ ref('int_hr__employee_groups') }}
    union all
    select
        'business_area' as breakdown,
        '' as within_member,
        coalesce(business_area_id, 'unknown') as member,
        counted_by || '/' || period as period,
        count(distinct person_id) as persons_count
    from areas_and_units
    group by coalesce(business_area_id, 'unknown'), counted_by, period
    union all
    select
        'cost_centre' as breakdown,
        coalesce(business_area_id, '') as within_member,
        coalesce(cost_centre, 'unknown') as member,
        counted_by || '/' || period as period,
        count(distinct person_id) as persons_count
    from areas_and_units
    group by coalesce(business_area_id, ''), coalesce(cost_centre, 'unknown'), counted_by, period
)

select
    breakdown,
    within_member,
    member,
    {{ group_id(["'staff'", 'breakdown', 'within_member', 'member']) }} as group_id,
    period,
    persons_count
from sizes
-- Of nobody there is nothing to withhold.
where persons_count > 0
