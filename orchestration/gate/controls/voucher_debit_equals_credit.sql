-- title: In every voucher debit equals credit
-- protects: fct_ledger_postings
-- comparison: equal
-- at_least_rows: 1
select
    'year ' || fiscal_year || ', voucher ' || voucher_series || ' ' || voucher_number as subject,
    coalesce(sum(amount_sek) filter (amount_sek > 0), 0)::decimal(18, 2) as expected,
    coalesce(-sum(amount_sek) filter (amount_sek < 0), 0)::decimal(18, 2) as actual
from economics.fct_ledger_postings
group by fiscal_year, voucher_series, voucher_number
