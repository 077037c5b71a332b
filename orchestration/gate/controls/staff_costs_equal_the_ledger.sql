-- title: Staff costs are the outcomes that the ledger states for their accounts (#RES)
-- protects: mart_economics__staff_costs
-- comparison: equal
-- at_least_rows: 1
with years as (
    select load_id, year(end_date) as fiscal_year
    from raw.ledger_fiscal_years
    where year_index = 0
),

stated as (
    select years.fiscal_year, balances.account, sum(balances.amount)::decimal(18, 2) as amount_sek
    from raw.ledger_balances as balances
    inner join years using (load_id)
    where balances.label = 'RES' and balances.year_index = 0 and cardinality(balances.objects) = 0
    group by all
),

stated_costs as (
    select stated.fiscal_year, sum(stated.amount_sek)::decimal(18, 2) as amount_sek
    from stated
    inner join reference.chart_of_accounts as accounts
        on
            stated.account = accounts.account
            and stated.fiscal_year >= accounts.valid_from_year
            and stated.fiscal_year <= coalesce(accounts.valid_to_year, stated.fiscal_year)
    where accounts.statement_line_id = 'staff_costs'
    group by stated.fiscal_year
)

select
    'year ' || coalesce(stated_costs.fiscal_year, mart.fiscal_year) as subject,
    stated_costs.amount_sek as expected,
    mart.outcome_sek as actual
from stated_costs
full join economics.mart_economics__staff_costs as mart on stated_costs.fiscal_year = mart.fiscal_year
