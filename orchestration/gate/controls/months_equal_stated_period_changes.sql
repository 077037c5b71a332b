-- title: The postings of each month and account are the change that the ledger states (#PSALDO)
-- protects: fct_ledger_postings
-- comparison: equal
-- at_least_rows: 1
with years as (
    select load_id, year(end_date) as fiscal_year
    from raw.ledger_fiscal_years
    where year_index = 0
),

stated as (
    select balances.period, balances.account, sum(balances.amount)::decimal(18, 2) as amount_sek
    from raw.ledger_balances as balances
    inner join years using (load_id)
    where balances.label = 'PSALDO' and balances.year_index = 0 and cardinality(balances.objects) = 0
    group by all
),

posted as (
    select fiscal_period_id as period, account, sum(amount_sek)::decimal(18, 2) as amount_sek
    from economics.fct_ledger_postings
    group by all
)

select
    'month ' || coalesce(stated.period, posted.period) || ', account ' || coalesce(stated.account, posted.account)
        as subject,
    coalesce(stated.amount_sek, 0) as expected,
    coalesce(posted.amount_sek, 0) as actual
from stated
full join posted on stated.period = posted.period and stated.account = posted.account
