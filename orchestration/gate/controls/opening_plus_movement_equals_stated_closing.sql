-- title: Opening balance plus postings is the closing balance that the ledger states (#UB)
-- protects: fct_ledger_balances
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
    where balances.label = 'UB' and balances.year_index = 0 and cardinality(balances.objects) = 0
    group by all
)

select
    'year ' || coalesce(stated.fiscal_year, balances.fiscal_year)
    || ', account ' || coalesce(stated.account, balances.account) as subject,
    coalesce(stated.amount_sek, 0) as expected,
    coalesce(balances.closing_sek, 0) as actual
from stated
full join (
    select fiscal_year, account, closing_sek
    from economics.fct_ledger_balances
    where statement = 'balance'
) as balances
    on stated.fiscal_year = balances.fiscal_year and stated.account = balances.account
