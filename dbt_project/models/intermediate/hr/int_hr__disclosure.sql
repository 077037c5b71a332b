-- One decision per group, whatever the window. A month of everybody is shown where the whole board is, and the month
-- has more persons than the limit.
select
    sizes.fiscal_year,
    sizes.measure_window,
    sizes.breakdown,
    sizes.within_member,
    sizes.member,
    sizes.employees_count,
    sizes.ordinary_hours,
    sizes.sick_hours,
    sizes.long_sick_hours,
    not decisions.is_withheld
    and (sizes.breakdown <> 'month' or sizes.employees_count > rules.undisclosed_up_to_persons) as is_disclosed
from {{ ref('int_hr__sick_leave_groups') }} as sizes
inner join {{ ref('int_hr__withheld_groups') }} as decisions
    on
        case sizes.breakdown when 'month' then 'total' else sizes.breakdown end = decisions.breakdown
        and sizes.within_member = decisions.within_member
        and case sizes.breakdown when 'month' then 'total' else sizes.member end = decisions.member
cross join {{ ref('board_rules') }} as rules
