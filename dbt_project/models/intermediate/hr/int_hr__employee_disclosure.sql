-- One decision per group, whatever the year.
select
    sizes.fiscal_year,
    sizes.breakdown,
    sizes.within_member,
    sizes.member,
    sizes.employees_count,
    sizes.degrees_pct,
    sizes.months_count,
    sizes.ordinary_hours,
    sizes.absent_hours,
    not coalesce(decisions.is_withheld, false) as is_disclosed
from {{ ref('int_hr__employee_groups') }} as sizes
left join {{ ref('int_hr__withheld_groups') }} as decisions
    on
        sizes.breakdown = decisions.breakdown
        and sizes.within_member = decisions.within_member
        and sizes.member = decisions.member
