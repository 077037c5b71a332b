with costs as (
    select
        fiscal_year,
        business_area_id as line_id,
        business_area_id,
        outcome_sek,
        prior_outcome_sek
    from {{ ref('int_economics__area_staff_costs') }}
    union all
    select
        fiscal_year,
        'total' as line_id,
        {{ as_text('null') }} as business_area_id,
        outcome_sek,
        prior_outcome_sek
    from {{ ref('int_economics__staff_costs') }}
)

select
    {{ as_text('costs.fiscal_year') }} || '-' || costs.line_id as staff_costs_key,
    costs.fiscal_year,
    costs.line_id,
    costs.business_area_id,
    coalesce(areas.label_sv, employees.label_sv, totals.label_sv) as label_sv,
    costs.business_area_id is null as is_total,
    costs.outcome_sek,
    costs.prior_outcome_sek,
    {{ money('costs.outcome_sek - costs.prior_outcome_sek') }} as difference_sek,
    coalesce(employees.is_disclosed, false) as is_disclosed,
    employees.full_times,
    {{ ratio('costs.outcome_sek', 'employees.full_times') }} as cost_per_full_time_sek
from costs
left join {{ ref('mart_hr__employees') }} as employees
    on
        costs.fiscal_year = employees.fiscal_year
        and costs.line_id = employees.member
        and employees.breakdown in ('total', 'business_area')
left join {{ ref('dim_business_area') }} as areas
    on costs.business_area_id = areas.business_area_id
left join {{ ref('dim_code') }} as totals
    on totals.code_set = 'sick_leave_breakdown' and totals.code = costs.line_id
