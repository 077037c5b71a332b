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
    costs.fiscal_year,
    costs.business_area_id,
    costs.cost_driver_id,
    areas.label_sv as business_area_label_sv,
    drivers.label_sv as cost_driver_label_sv,
    areas.is_of_which,
    cast(
        row_number() over (
            partition by costs.fiscal_year
            order by areas.sort_order asc nulls last, drivers.sort_order asc nulls last
        ) as integer
    ) as sort_order,
    costs.cost_sek,
    costs.prior_cost_sek,
    {{ money('costs.cost_sek - costs.prior_cost_sek') }} as change_sek
from costs
left join {{ ref('dim_business_area') }} as areas
    on costs.business_area_id = areas.business_area_id
left join {{ ref('cost_drivers') }} as drivers
    on costs.cost_driver_id = drivers.cost_driver_id
order by costs.fiscal_year asc nulls last, sort_order asc nulls last
