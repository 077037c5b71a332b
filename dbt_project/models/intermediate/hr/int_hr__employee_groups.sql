{{ config(materialized='table') }}

-- One row per employment at a month's end in each group that it belongs to: everybody, area, unit, sex, age group.
with months as (
    select
        fiscal_year,
        month,
        cast(count(*) over (partition by fiscal_year) as integer) as months_count
    from {{ ref('int_calendar__windows') }}
    where measure_window = 'calendar_year'
),

employments as (
    select
        months.fiscal_year,
        months.months_count,
        employments.employment_id,
        employments.person_id,
        employments.as_of_date,
        employments.sex,
        employments.cost_centre,
        cost_centres.business_area_id,
        employments.degree_pct,
        hours.ordinary_hours,
        hours.absent_hours,
        {{ age_group_of('months.fiscal_year', 'employments.birth_year') }} as age_group,
        -- Of a year that is not over, the last month there is.
        employments.as_of_date = max(employments.as_of_date) over (partition by months.fiscal_year) as is_year_end
    from {{ ref('stg_payroll__employments') }} as employments
    inner join months
        on {{ month_start('employments.as_of_date') }} = months.month
    left join {{ ref('cost_centres') }} as cost_centres
        on employments.cost_centre = cost_centres.cost_centre
    left join {{ ref('int_hr__hours') }} as hours
        on employments.employment_id = hours.employment_id and months.month = hours.month
),

memberships as (
    {%- for breakdown, member, within in person_breakdowns() %}
    select
        *,
        '{{ breakdown }}' as breakdown,
        coalesce({{ within }}, '') as within_member,
        coalesce({{ member }}, 'unknown') as member
    from employments
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    fiscal_year,
    breakdown,
    within_member,
    member,
    months_count,
    count(distinct case when is_year_end then person_id end) as employees_count,
    {{ amount_sum('degree_pct') }} as degrees_pct,
    {{ amount_sum('coalesce(ordinary_hours, 0)') }} as ordinary_hours,
    {{ amount_sum('coalesce(absent_hours, 0)') }} as absent_hours
from memberships
group by fiscal_year, breakdown, within_member, member, months_count
