with costs as (
    select
        costs.fiscal_year,
        parts.business_area_id,
        costs.cost_driver_id,
        {{ money_sum('costs.cost_sek') }} as cost_sek,
        {{ money_sum('costs.prior_cost_sek') }} as prior_cost_sek
    from {{ ref('int_economics__driver_costs') }} as costs
    inner join {{ ref('int_economics__business_area_parts') }} as parts
        on costs.business_area_id = parts.part_business_area_id
    group by costs.fiscal_year, parts.business_area_id, costs.cost_driver_id
)

select
    fiscal_year,
    business_area_id,
    cost_driver_id,
    cost_sek,
    prior_cost_sek,
    {{ money('cost_sek - prior_cost_sek') }} as change_sek
from costs
