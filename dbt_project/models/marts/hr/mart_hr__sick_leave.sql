select
    {{ as_text('fiscal_year') }} || '-' || measure_window || '-' || breakdown || '-' || member as sick_leave_key,
    fiscal_year,
    measure_window,
    breakdown,
    within_member,
    member,
    is_disclosed,
    case when is_disclosed then cast(employees_count as integer) end as employees_count,
    case when is_disclosed then {{ ratio('100 * sick_hours', 'ordinary_hours') }} end as sick_leave_pct,
    case when is_disclosed then {{ ratio('100 * long_sick_hours', 'ordinary_hours') }} end
        as long_sick_leave_pct,
    case
        when is_disclosed then {{ ratio('100 * (sick_hours - long_sick_hours)', 'ordinary_hours') }}
    end as short_sick_leave_pct
from {{ ref('int_hr__disclosure') }}
