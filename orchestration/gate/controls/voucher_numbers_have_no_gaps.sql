-- title: In every series the voucher numbers run without a gap (bokföringslagen 5 kap. 6 §)
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
select
    'year ' || fiscal_year || ', series ' || voucher_series as subject,
    (max(voucher_number::bigint) - min(voucher_number::bigint) + 1)::decimal(18, 2) as expected,
    count(distinct voucher_number)::decimal(18, 2) as actual
from economics.fct_ledger_postings
where try_cast(voucher_number as bigint) is not null
group by fiscal_year, voucher_series
