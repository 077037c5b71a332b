-- The amounts are the economic marts': what a staff cost is stands there once.
with costs as (
    select
        driver_costs.fiscal_year,
        driver_costs.business_area_id as line_id,
        driver_costs.business_area_id,
        {{ money_sum('driver_costs.cost_sek') }} as outcome_sek,
        {{ money_sum('driver_costs.prior_cost_sek') }} as prior_outcome_sek
    from {{ ref('int_economics__driver_costs') }} as driver_costs
    inner join {{ ref('mart_economics__staff_costs') }} as totals
        on
            driver_costs.fiscal_year = totals.fiscal_year
            and driver_costs.statement_line_id = totals.statement_line_id
    group by driver_costs.fiscal_year, driver_costs.business_area_id
    union all
    select
        fiscal_year,
        'total' as line_id,
        {{ as_text('null') }} as business_area_id,
        outcome_sek,
        prior_outcome_sek
    from {{ ref('mart_economics__staff_costs') }}
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
order by costs.fiscal_year asc nulls last, is_total asc nulls last, areas.sort_order asc nulls last
