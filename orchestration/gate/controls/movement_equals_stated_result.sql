-- title: The postings of a result account are the outcome that the ledger states (#RES)
-- protects: fct_ledger_balances
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from intermediate.int_ledger__stated_totals where label = 'RES')
--   or exists (from economics.fct_ledger_balances where statement <> 'balance')
-- not_applicable: no result account has postings or a stated outcome
with stated as (
    select fiscal_year, account, amount_sek
    from intermediate.int_ledger__stated_totals
    where label = 'RES'
),

balances as (
    select fiscal_year, account, movement_sek
    from economics.fct_ledger_balances
    where statement <> 'balance'
)

select
    'year ' || fiscal_year || ', account ' || account as subject,
    coalesce(stated.amount_sek, 0) as expected,
    coalesce(balances.movement_sek, 0) as actual
from stated
full join balances using (fiscal_year, account)
