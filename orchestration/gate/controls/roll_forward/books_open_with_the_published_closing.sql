-- title: A balance account opens with what was published as its closing balance of the year before
-- protects: fct_ledger_balances
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- reads: release
-- applies_where: exists (
--   select 1 from economics.fct_ledger_balances as now
--   inner join published.economics.fct_ledger_balances as earlier on now.fiscal_year = earlier.fiscal_year + 1)
-- not_applicable: the year before has not been published
select
    now.fiscal_year || ', ' || now.account as subject,
    earlier.closing_sek as expected,
    now.opening_sek as actual
from economics.fct_ledger_balances as now
inner join published.economics.fct_ledger_balances as earlier
    on now.account = earlier.account and now.fiscal_year = earlier.fiscal_year + 1
where now.section in ('asset', 'equity', 'liability')
