-- The parts of a withheld group are withheld with it.
with groups as (
    {{
        withheld_groups(
            ref('int_hr__employee_groups'), 'employees_count',
            ['fiscal_year', 'breakdown', 'within_member']
        )
    }}
)

select
    parts.fiscal_year,
    parts.breakdown,
    parts.within_member,
    parts.member,
    parts.employees_count,
    parts.degrees_pct,
    parts.months_count,
    parts.ordinary_hours,
    parts.absent_hours,
    not parts.is_withheld and not coalesce(wholes.is_withheld, false) as is_disclosed
from groups as parts
left join groups as wholes
    on
        parts.fiscal_year = wholes.fiscal_year
        and wholes.breakdown = 'business_area'
        and parts.within_member = wholes.member
