-- title: The net of the income statement is what the year-end closing carried to equity
-- protects: mart_economics__income_statement
-- comparison: equal
-- at_least_rows: 1
with carried as (
    select fiscal_year, sum(movement_sek)::decimal(18, 2) as amount_sek
    from economics.fct_ledger_balances
    where section = 'transfer'
    group by fiscal_year
)

select
    'year ' || coalesce(carried.fiscal_year, mart.fiscal_year) as subject,
    carried.amount_sek as expected,
    mart.outcome_sek as actual
from carried
full join (
    select fiscal_year, outcome_sek
    from economics.mart_economics__income_statement
    where line_id = 'net'
) as mart on carried.fiscal_year = mart.fiscal_year
