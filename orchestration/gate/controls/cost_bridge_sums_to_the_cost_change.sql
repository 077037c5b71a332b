-- title: The drivers' changes sum to the change in costs of the income statement
-- protects: mart_economics__cost_bridge
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from common.dim_fiscal_year where prior_fiscal_year is not null)
-- not_applicable: no year has its year before it in the warehouse
with drivers as (
    select fiscal_year, sum(change_sek)::decimal(18, 2) as change_sek
    from economics.mart_economics__cost_bridge
    where not is_total and change_sek is not null
    group by fiscal_year
)

select
    'year ' || coalesce(statement.fiscal_year, drivers.fiscal_year) as subject,
    statement.difference_sek as expected,
    drivers.change_sek as actual
from (
    select fiscal_year, difference_sek
    from economics.mart_economics__income_statement
    where line_id = 'cost' and difference_sek is not null
) as statement
full join drivers on statement.fiscal_year = drivers.fiscal_year
