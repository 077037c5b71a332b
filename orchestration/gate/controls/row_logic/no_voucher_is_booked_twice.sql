-- title: No two vouchers on a supplier or a customer say the same within ten days, no ten of a month what others said
--   before, and none of a size takes back what another said
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- Same text, accounts, cost centres, counterparties and amounts: an invoice or a payment that was booked twice. Two
-- small purchases of a day can be alike, so a voucher counts where it names a counterparty, or a debt of 1 000 or more.
-- A rent is alike each month, and a fee twice a year: after ten days a voucher counts that says what one other in the
-- year does, and ten of them in a month are a batch that came again. What a voucher says with the other sign takes
-- another back: a month is asked where that is three times what it is in any other, and a five-hundredth of what the
-- series turns over in the year; accruals are reversed in each.
with vouchers as (
    select
        load_id,
        voucher_line_number,
        any_value(fiscal_year) as fiscal_year,
        any_value(voucher_series) as voucher_series,
        any_value(voucher_number) as voucher_number,
        any_value(voucher_date) as voucher_date,
        any_value(voucher_text) as voucher_text,
        coalesce(sum(amount_sek) filter (amount_sek > 0), 0) as debit_sek,
        bool_or(counterparty is not null) as has_counterparty,
        coalesce(max(-amount_sek) filter (section = 'liability'), 0) as debt_sek,
        -- The same with another sign is as much less than nothing.
        sum(
            (hash(account, cost_centre, project, counterparty, activity, transaction_text) >> 32)::hugeint
            * (100 * amount_sek)::hugeint
        ) as content
    from economics.fct_ledger_postings
    inner join common.dim_account using (fiscal_year, account)
    group by load_id, voucher_line_number
),

-- Few contents are there twice: the others need not be sorted.
repeated as (
    select *
    from vouchers
    semi join (select abs(content) as size from vouchers group by all having count(*) > 1) as sizes
        on abs(vouchers.content) = sizes.size
),

pairs as (
    select
        *,
        lag(voucher_number) over same as twin_number,
        lag(voucher_date) over same as twin_date,
        count(*) over (partition by fiscal_year, voucher_series, voucher_text, content) as same_count
    from repeated
    where (has_counterparty and debit_sek >= 100) or debt_sek >= 1000
    window same as (partition by fiscal_year, voucher_series, voucher_text, content order by voucher_date, voucher_number)
),

taken_back as (
    select
        later.fiscal_year,
        later.voucher_series,
        date_trunc('month', later.voucher_date)::date as month,
        count(distinct later.voucher_number) as vouchers_count,
        sum(later.debit_sek) as debit_sek
    from repeated as later
    inner join repeated as earlier
        on
            later.content = -earlier.content and later.fiscal_year = earlier.fiscal_year
            and later.voucher_series is not distinct from earlier.voucher_series
    where
        later.content <> 0
        and (earlier.voucher_date, earlier.voucher_line_number) < (later.voucher_date, later.voucher_line_number)
    group by all
),

turnovers as (
    select
        fiscal_year,
        voucher_series,
        sum(debit_sek) as turnover_sek
    from vouchers
    group by fiscal_year, voucher_series
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
    coalesce(voucher_series, '') || ', ' || strftime(date_trunc('month', voucher_date), '%Y-%m') || ': ' || count(*)
    || ' vouchers say what others of the year say, such as ' || min(voucher_number) || ' and '
    || arg_min(twin_number, voucher_number),
    0,
    (count(*) >= 10)::int
from pairs
where same_count = 2 and voucher_date - twin_date > 10
group by fiscal_year, voucher_series, date_trunc('month', voucher_date)
union all
select
    coalesce(taken_back.voucher_series, '') || ', ' || strftime(month, '%Y-%m') || ': ' || vouchers_count
    || ' vouchers of '
    || debit_sek || ' take back what others say',
    0,
    (
        500 * debit_sek >= turnover_sek
        and debit_sek > 3 * coalesce(max(debit_sek) over (
            partition by taken_back.voucher_series order by month
            rows between unbounded preceding and unbounded following exclude current row
        ), 0)
    )::int
from taken_back
inner join turnovers
    on
        taken_back.fiscal_year = turnovers.fiscal_year
        and taken_back.voucher_series is not distinct from turnovers.voucher_series
union all
select
    'vouchers',
    0::decimal(28, 8),
    0::decimal(28, 8)
