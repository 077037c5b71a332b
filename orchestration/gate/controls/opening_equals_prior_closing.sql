-- title: A balance account opens with what it closed with the year before
-- protects: fct_ledger_balances
-- comparison: equal
-- at_least_rows: 1
select
    'year ' || this_year.fiscal_year || ', account ' || this_year.account as subject,
    coalesce(prior_year.opening_sek + prior_year.movement_sek, 0)::decimal(18, 2) as expected,
    this_year.opening_sek as actual
from economics.fct_ledger_balances as this_year
inner join common.dim_fiscal_year as years on this_year.fiscal_year = years.fiscal_year
left join economics.fct_ledger_balances as prior_year
    on years.prior_fiscal_year = prior_year.fiscal_year and this_year.account = prior_year.account
where years.prior_fiscal_year is not null and this_year.statement = 'balance'
