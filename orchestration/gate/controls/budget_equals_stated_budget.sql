-- title: The budget by cost centre and project sums to the account totals that the ledger states (#PBUDGET)
-- protects: fct_budget
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
    where balances.label = 'PBUDGET' and balances.year_index = 0 and cardinality(balances.objects) = 0
    group by all
),

budgeted as (
    select fiscal_year, account, sum(amount_sek)::decimal(18, 2) as amount_sek
    from economics.fct_budget
    group by all
)

select
    'year ' || coalesce(stated.fiscal_year, budgeted.fiscal_year)
    || ', account ' || coalesce(stated.account, budgeted.account) as subject,
    coalesce(stated.amount_sek, 0) as expected,
    coalesce(budgeted.amount_sek, 0) as actual
from stated
full join budgeted on stated.fiscal_year = budgeted.fiscal_year and stated.account = budgeted.account
