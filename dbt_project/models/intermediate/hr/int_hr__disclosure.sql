-- No figure of a group of ten or fewer (SFS 2002:1065), nor one that the others and the total give away: a withheld
-- group is never alone, those withheld are together more than ten, and the parts of a withheld group are withheld.
with ranked as (
    select
        *,
        row_number() over smallest_first as size_rank,
        {{
            count_sum(
                'case when employees_count <= ' ~ var('undisclosed_up_to_persons') ~ ' then 1 else 0 end',
                'over siblings'
            )
        }}
            as small_groups,
        {{
            count_sum(
                'case when employees_count <= ' ~ var('undisclosed_up_to_persons')
                ~ ' then employees_count else 0 end',
                'over siblings'
            )
        }}
            as small_groups_employees
    from {{ ref('int_hr__sick_leave_groups') }}
    window
        siblings as (partition by fiscal_year, measure_window, breakdown, within_member),
        smallest_first as (
            partition by fiscal_year, measure_window, breakdown, within_member
            order by employees_count asc nulls last, member asc nulls last
        )
),

withheld as (
    select
        *,
        size_rank <= small_groups
        or (
            size_rank = small_groups + 1
            and small_groups > 0
            and (
                small_groups = 1
                or small_groups_employees <= {{ var('undisclosed_up_to_persons') }}
            )
        ) as is_withheld
    from ranked
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
from withheld as parts
left join withheld as wholes
    on
        parts.fiscal_year = wholes.fiscal_year
        and parts.measure_window = wholes.measure_window
        and wholes.breakdown = 'business_area'
        and parts.within_member = wholes.member
