-- title: All opening balances of a year sum to zero, and so do all its postings
-- protects: fct_ledger_balances
-- comparison: equal
-- at_least_rows: 2
with sums as (
    select
        fiscal_year,
        sum(opening_sek)::decimal(18, 2) as opening_balances,
        sum(movement_sek)::decimal(18, 2) as postings
    from economics.fct_ledger_balances
    group by fiscal_year
)

select
    'year ' || fiscal_year || ', ' || replace(what, '_', ' ') as subject,
    0::decimal(18, 2) as expected,
    amount as actual
from (unpivot sums on opening_balances, postings into name what value amount)
