with employees as (
    select
        fiscal_year,
        breakdown,
        within_member,
        member,
        is_disclosed,
        case when is_disclosed then cast(employees_count as integer) end as employees_count,
        case when is_disclosed then {{ ratio('degrees_pct * 0.01', 'months_count') }} end as full_times,
        case
            when is_disclosed
                then {{ try_as(ratio('ordinary_hours - absent_hours', 'ordinary_hours'), 'decimal(9, 6)') }}
        end as present_share
    from {{ ref('int_hr__employee_disclosure') }}
)

select
    {{ as_text('this_year.fiscal_year') }} || '-' || this_year.breakdown || '-' || this_year.member as employees_key,
    this_year.fiscal_year,
    this_year.breakdown,
    this_year.within_member,
    this_year.member,
    coalesce(
        cost_centres.cost_centre_name_sv, areas.label_sv, members.label_sv, totals.label_sv, this_year.member
    ) as label_sv,
    this_year.is_disclosed,
    this_year.employees_count,
    prior_year.employees_count as prior_employees_count,
    this_year.full_times,
    prior_year.full_times as prior_full_times,
    cast(this_year.full_times * this_year.present_share as decimal(18, 8)) as full_times_present
from employees as this_year
left join employees as prior_year
    on
        this_year.fiscal_year - 1 = prior_year.fiscal_year
        and this_year.breakdown = prior_year.breakdown
        and this_year.within_member = prior_year.within_member
        and this_year.member = prior_year.member
left join {{ ref('dim_cost_centre') }} as cost_centres
    on this_year.breakdown = 'cost_centre' and this_year.member = cost_centres.cost_centre
left join {{ ref('dim_business_area') }} as areas
    on this_year.breakdown = 'business_area' and this_year.member = areas.business_area_id
left join {{ ref('member_labels') }} as members
    on this_year.member = members.member_part
left join {{ ref('dim_code') }} as totals
    on totals.code_set = 'sick_leave_breakdown' and totals.code = 'total' and this_year.breakdown = 'total'
