{{ config(materialized='table') }}

-- One row per employment's month in each group that it belongs to: everybody, area, unit, sex, age group, month.
with months as (
    select
        windows.measure_window,
        windows.fiscal_year,
        hours.*,
        {{ age_group_of('windows.fiscal_year', 'hours.birth_year') }} as age_group
    from {{ ref('int_hr__hours') }} as hours
    inner join {{ ref('int_calendar__windows') }} as windows
        on hours.month = windows.month
    where windows.measure_window in ('calendar_year', 'december_to_november')
),

memberships as (
    {%- for breakdown, member, within in person_breakdowns() + [("month", as_text("month"), "''")] %}
    select
        fiscal_year,
        measure_window,
        '{{ breakdown }}' as breakdown,
        coalesce({{ within }}, '') as within_member,
        coalesce({{ member }}, 'unknown') as member,
        person_id,
        ordinary_hours,
        sick_hours,
        long_sick_hours
    from months
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    fiscal_year,
    measure_window,
    breakdown,
    within_member,
    member,
    count(distinct person_id) as employees_count,
    {{ amount_sum('ordinary_hours') }} as ordinary_hours,
    {{ amount_sum('sick_hours') }} as sick_hours,
    {{ amount_sum('long_sick_hours') }} as long_sick_hours
from memberships
group by fiscal_year, measure_window, breakdown, within_member, member
