-- title: The budget by cost centre and project sums to the account totals that the ledger states (#PBUDGET)
-- protects: fct_budget
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_ledger__balances where label = 'PBUDGET' and cardinality(objects) > 0)
--   and exists (from staging.stg_ledger__balances where label = 'PBUDGET' and cardinality(objects) = 0)
-- not_applicable: the ledger does not state a budget both by account and by cost centre or project
with stated as (
    select fiscal_year, account, sum(amount_sek)::decimal(18, 2) as amount_sek
    from intermediate.int_ledger__stated_totals
    where label = 'PBUDGET'
    group by fiscal_year, account
),

budgeted as (
    select fiscal_year, account, sum(amount_sek)::decimal(18, 2) as amount_sek
    from economics.fct_budget
    group by fiscal_year, account
)

-- An account that the ledger budgets by object alone has no total to be held to.
select
    'year ' || fiscal_year || ', account ' || account as subject,
    stated.amount_sek as expected,
    coalesce(budgeted.amount_sek, 0) as actual
from stated
left join budgeted using (fiscal_year, account)
