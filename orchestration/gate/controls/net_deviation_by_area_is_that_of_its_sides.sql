-- title: An area's net deviation from the budget is that of its costs and revenue together
-- protects: mart_economics__net_by_business_area
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_ledger__balances where label = 'PBUDGET' and cardinality(objects) > 0)
-- not_applicable: the ledger has no budget by cost centre or project
with sides as (
    select fiscal_year, business_area_id, sum(deviation_sek)::decimal(18, 2) as deviation_sek
    from economics.mart_economics__result_by_business_area
    where not is_total and deviation_sek is not null
    group by all
)

select
    'year ' || coalesce(sides.fiscal_year, nets.fiscal_year)
    || ', ' || coalesce(sides.business_area_id, nets.business_area_id) as subject,
    sides.deviation_sek as expected,
    nets.deviation_sek as actual
from sides
full join (
    select fiscal_year, business_area_id, deviation_sek
    from economics.mart_economics__net_by_business_area
    where not is_total and deviation_sek is not null
) as nets
    on sides.fiscal_year = nets.fiscal_year and sides.business_area_id = nets.business_area_id
