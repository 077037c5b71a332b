-- title: The year before is what this year's file says that it was (#UB and #RES with year index -1)
-- protects: fct_ledger_balances
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from common.dim_fiscal_year where prior_fiscal_year is not null)
--   and exists (from raw.ledger_balances where label in ('UB', 'RES') and year_index = -1)
-- not_applicable: no file states the balances of a year before it that is in the warehouse
with years as (
    select load_id, year(end_date) as fiscal_year
    from raw.ledger_fiscal_years
    where year_index = 0
),

restated as (
    select
        years.fiscal_year - 1 as fiscal_year,
        balances.account,
        sum(balances.amount)::decimal(18, 2) as amount_sek
    from raw.ledger_balances as balances
    inner join years using (load_id)
    where
        balances.label in ('UB', 'RES') and balances.year_index = -1 and cardinality(balances.objects) = 0
        and years.fiscal_year - 1 in (select fiscal_year from common.dim_fiscal_year)
    group by all
)

select
    'year ' || restated.fiscal_year || ', account ' || restated.account as subject,
    restated.amount_sek as expected,
    coalesce(balances.closing_sek, 0) as actual
from restated
left join economics.fct_ledger_balances as balances
    on restated.fiscal_year = balances.fiscal_year and restated.account = balances.account
