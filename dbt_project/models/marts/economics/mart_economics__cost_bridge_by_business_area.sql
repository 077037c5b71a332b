select
    lines.fiscal_year,
    lines.business_area_id,
    lines.cost_driver_id,
    areas.label_sv as business_area_label_sv,
    drivers.label_sv as cost_driver_label_sv,
    areas.is_of_which,
    cast(
        row_number() over (
            partition by lines.fiscal_year
            order by areas.sort_order asc nulls last, drivers.sort_order asc nulls last
        ) as integer
    ) as sort_order,
    lines.cost_sek,
    lines.prior_cost_sek,
    lines.change_sek
from {{ ref('int_economics__area_cost_bridge_lines') }} as lines
left join {{ ref('dim_business_area') }} as areas
    on lines.business_area_id = areas.business_area_id
left join {{ ref('cost_drivers') }} as drivers
    on lines.cost_driver_id = drivers.cost_driver_id
