-- The parts of a withheld group are withheld with it.
with groups as (
    {{
        withheld_groups(
            ref('int_hr__sick_leave_groups'), 'employees_count',
            ['fiscal_year', 'measure_window', 'breakdown', 'within_member']
        )
    }}
)

select
    parts.fiscal_year,
    parts.measure_window,
    parts.breakdown,
    parts.within_member,
    parts.member,
    parts.employees_count,
    parts.ordinary_hours,
    parts.sick_hours,
    parts.long_sick_hours,
    not parts.is_withheld and not coalesce(wholes.is_withheld, false) as is_disclosed
from groups as parts
left join groups as wholes
    on
        parts.fiscal_year = wholes.fiscal_year
        and parts.measure_window = wholes.measure_window
        and wholes.breakdown = 'business_area'
        and parts.within_member = wholes.member
