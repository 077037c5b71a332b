-- title: No two vouchers on a supplier or a customer say the same within ten days
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- Same text, accounts, cost centres, counterparties and amounts: an invoice or a payment that was booked twice. Two
-- small purchases of a day can be alike, so a voucher counts where it names a counterparty, or a debt of 1 000 or more.
with vouchers as (
    select
        load_id,
        voucher_line_number,
        any_value(fiscal_year) as fiscal_year,
        any_value(voucher_series) as voucher_series,
        any_value(voucher_number) as voucher_number,
        any_value(voucher_date) as voucher_date,
        any_value(voucher_text) as voucher_text,
        sum(amount_sek) filter (amount_sek > 0) as debit_sek,
        bool_or(counterparty is not null) as has_counterparty,
        coalesce(max(-amount_sek) filter (section = 'liability'), 0) as debt_sek,
        sum(
            hash(account, cost_centre, project, counterparty, activity, amount_sek, transaction_text)::hugeint
        ) as content
    from economics.fct_ledger_postings
    inner join common.dim_account using (fiscal_year, account)
    group by load_id, voucher_line_number
),

pairs as (
    select
        *,
        lag(voucher_number) over same as twin_number,
        lag(voucher_date) over same as twin_date
    from vouchers
    -- Few contents are there twice: the others need not be sorted.
    semi join (select content from vouchers group by content having count(*) > 1) using (content)
    where (has_counterparty and debit_sek >= 100) or debt_sek >= 1000
    window same as (partition by fiscal_year, voucher_series, voucher_text, content order by voucher_date, voucher_number)
)

select
    coalesce(voucher_series, '') || ' ' || coalesce(voucher_number, '') || ' of ' || voucher_date || ' (' || debit_sek || ')'
    || coalesce(' says what ' || twin_number || ' says', '') as subject,
    0::decimal(28, 8) as expected,
    coalesce(voucher_date - twin_date <= 10, false)::int::decimal(28, 8) as actual
from pairs
where twin_number is not null
union all
select
    'vouchers',
    0::decimal(28, 8),
    0::decimal(28, 8)
