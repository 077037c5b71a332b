select
    driver_costs.fiscal_year,
    driver_costs.business_area_id,
    {{ money_sum('driver_costs.cost_sek') }} as outcome_sek,
    {{ money_sum('driver_costs.prior_cost_sek') }} as prior_outcome_sek
from {{ ref('int_economics__driver_costs') }} as driver_costs
inner join {{ ref('int_economics__staff_costs') }} as staff_costs
    on
        driver_costs.fiscal_year = staff_costs.fiscal_year
        and driver_costs.statement_line_id = staff_costs.statement_line_id
group by driver_costs.fiscal_year, driver_costs.business_area_id
