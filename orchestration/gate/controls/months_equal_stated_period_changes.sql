-- title: The postings of each month and account are the change that the ledger states (#PSALDO), where it states any
-- protects: fct_ledger_postings
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_ledger__balances
--   where label = 'PSALDO' and year_index = 0 and cardinality(objects) = 0)
-- not_applicable: the ledger states no changes of accounts by month (#PSALDO)
with stated as (
    select fiscal_year, fiscal_period_id, account, sum(amount_sek)::decimal(18, 2) as amount_sek
    from intermediate.int_ledger__stated_totals
    where label = 'PSALDO'
    group by fiscal_year, fiscal_period_id, account
),

-- A ledger may state some accounts, or some months, alone.
posted as (
    select fiscal_period_id, account, sum(amount_sek)::decimal(18, 2) as amount_sek
    from economics.fct_ledger_postings
    where
        (fiscal_year, account) in (select (fiscal_year, account) from stated)
        and fiscal_period_id in (select fiscal_period_id from stated)
    group by fiscal_period_id, account
)

select
    'month ' || fiscal_period_id || ', account ' || account as subject,
    coalesce(stated.amount_sek, 0) as expected,
    coalesce(posted.amount_sek, 0) as actual
from stated
full join posted using (fiscal_period_id, account)
