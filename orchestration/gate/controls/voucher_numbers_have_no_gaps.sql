-- title: In every series the voucher numbers run without a gap (bokföringslagen 5 kap. 6 §)
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from raw.ledger_vouchers where try_cast(voucher_number as bigint) is not null)
-- not_applicable: no voucher of the ledger has a number of digits alone
with numbers as (
    select
        fiscal_year,
        coalesce(voucher_series, '') as voucher_series,
        try_cast(voucher_number as bigint) as voucher_number
    from (select distinct fiscal_year, voucher_series, voucher_number from economics.fct_ledger_postings)
    union
    -- A voucher that was annulled has no rows that count, and is a voucher all the same.
    select
        year(years.end_date) as fiscal_year,
        coalesce(vouchers.series, '') as voucher_series,
        try_cast(vouchers.voucher_number as bigint) as voucher_number
    from raw.ledger_vouchers as vouchers
    anti join (
        select distinct load_id, voucher_line_number as line_number
        from raw.ledger_transactions
        where is_counted
    ) using (load_id, line_number)
    inner join raw.ledger_fiscal_years as years on vouchers.load_id = years.load_id and years.year_index = 0
)

select
    'year ' || fiscal_year || ', series ' || voucher_series as subject,
    (max(voucher_number) - min(voucher_number) + 1)::decimal(18, 2) as expected,
    count(voucher_number)::decimal(18, 2) as actual
from numbers
where voucher_number is not null
group by fiscal_year, voucher_series
