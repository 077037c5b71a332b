-- title: Each driver's changes by business area sum to its change in the cost bridge
-- protects: mart_economics__cost_bridge_by_business_area
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from common.dim_fiscal_year where prior_fiscal_year is not null)
-- not_applicable: no year has its year before it in the warehouse
with areas as (
    select fiscal_year, cost_driver_id, sum(change_sek)::decimal(18, 2) as change_sek
    from economics.mart_economics__cost_bridge_by_business_area
    where not is_of_which and change_sek is not null
    group by all
)

select
    'year ' || coalesce(bridge.fiscal_year, areas.fiscal_year)
    || ', ' || coalesce(bridge.cost_driver_id, areas.cost_driver_id) as subject,
    coalesce(bridge.change_sek, 0) as expected,
    coalesce(areas.change_sek, 0) as actual
from (
    select fiscal_year, cost_driver_id, change_sek
    from economics.mart_economics__cost_bridge
    where not is_total and change_sek is not null
) as bridge
full join areas
    on bridge.fiscal_year = areas.fiscal_year and bridge.cost_driver_id = areas.cost_driver_id
