-- title: Opening balance plus postings is the closing balance that the ledger states (#UB)
-- protects: fct_ledger_balances
-- comparison: equal
-- at_least_rows: 1
with stated as (
    select fiscal_year, account, amount_sek
    from intermediate.int_ledger__stated_totals
    where label = 'UB'
),

balances as (
    select fiscal_year, account, closing_sek
    from economics.fct_ledger_balances
    where statement = 'balance'
)

select
    'year ' || fiscal_year || ', account ' || account as subject,
    coalesce(stated.amount_sek, 0) as expected,
    coalesce(balances.closing_sek, 0) as actual
from stated
full join balances using (fiscal_year, account)
