-- title: In every voucher debit equals credit
-- protects: fct_ledger_postings
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from raw.ledger_transactions where is_counted)
-- not_applicable: nothing is booked in any year of the ledger
select
    concat_ws(' ', 'year', fiscal_year || ', voucher', any_value(voucher_series), any_value(voucher_number))
    || ', line ' || voucher_line_number as subject,
    coalesce(sum(amount_sek) filter (amount_sek > 0), 0)::decimal(18, 2) as expected,
    coalesce(-sum(amount_sek) filter (amount_sek < 0), 0)::decimal(18, 2) as actual
from economics.fct_ledger_postings
group by fiscal_year, load_id, voucher_line_number
