-- title: The vouchers of a series book the accounts together that they always did, with as many postings and the same
--   share of costs or revenue, and as many of them in a month where that is always the same
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select voucher_series from economics.fct_ledger_postings
--   group by voucher_series having count(distinct fiscal_period_id) >= 12)
-- not_applicable: no series of vouchers has postings in twelve months
-- A tax that becomes a cost, a purchase within the city with tax, a journal by hand among what a program makes, a batch
-- that came twice or in part. Accounts that were booked for half a year, and never together by a series of fifty
-- vouchers, are asked of forty vouchers; of eight, where others on the same debts or receivables end; of one, of a
-- five-hundredth of a year's costs, where the series has nothing that is rare. Postings a voucher, in months of fifty
-- vouchers, depart where they are further outside the range of all other months than that is wide, and that is a tenth
-- at most. What costs or revenue are of what is booked beside them says which tax there is: it departs where it changes
-- by a thousandth and ten times more than it does in all months but two. A number of vouchers that is the month
-- before's in seven months of ten, and in nine where it is one or two, departs where the next month has it again; in
-- the last month where it is less. A voucher's accounts are a set of bits, so accounts that are 126 others apart in the
-- chart are one.
with accounts as (
    select
        fiscal_year,
        account,
        section in ('cost', 'revenue') as is_of_result,
        1::hugeint << ((dense_rank() over (order by account) - 1) % 126)::int as bit
    from common.dim_account
),

vouchers as (
    select
        load_id,
        voucher_line_number,
        any_value(voucher_series) as voucher_series,
        date_trunc('month', min(posting_date))::date as month,
        bit_or(bit) as booked,
        bit_or(if(is_of_result, 0, bit)) as of_balance,
        abs(sum(if(is_of_result, amount_sek, 0))) as result_sek,
        sum(if(is_of_result, 0, abs(amount_sek))) as balance_sek,
        sum(abs(amount_sek)) / 2 as turnover_sek,
        count(*) as postings_count
    from economics.fct_ledger_postings
    inner join accounts using (fiscal_year, account)
    group by load_id, voucher_line_number
),

months as (
    select
        voucher_series,
        booked,
        any_value(of_balance) as of_balance,
        month,
        count(*) as vouchers_count,
        sum(postings_count) as postings_count,
        min(voucher_line_number) as line_number,
        max(turnover_sek) as largest_sek,
        sum(result_sek)::double / nullif(sum(balance_sek), 0)::double as result_share
    from vouchers
    group by voucher_series, booked, month
),

-- Accounts that nobody had booked until half a year before a month are new, and nobody's habit.
known as (
    select
        month,
        bit_or(booked) over (
            order by month range between unbounded preceding and interval 6 month preceding
        ) as accounts
    from (select month, bit_or(booked) as booked from months group by month)
),

costs as (
    select abs(sum(movement_sek)) as cost_sek
    from economics.fct_ledger_balances
    where section = 'cost'
    group by fiscal_year
    order by cost_sek desc
    limit 1
),

combinations as (
    select
        voucher_series,
        booked,
        any_value(of_balance) as of_balance,
        min(month) as first_month,
        max(month) as last_month,
        arg_min(line_number, month) as line_number,
        sum(vouchers_count) as vouchers_count,
        max(largest_sek) as largest_sek
    from months
    group by voucher_series, booked
),

begun as (
    select
        *,
        min(vouchers_count, 2) over of_series as rarest,
        exists (
            select 1 from combinations as ended
            where
                ended.voucher_series = combinations.voucher_series and ended.of_balance = combinations.of_balance
                and ended.vouchers_count >= 12 and ended.last_month < combinations.first_month
                and ended.last_month + interval 2 month >= combinations.first_month
        ) as takes_a_place,
        sum(vouchers_count) over (
            partition by voucher_series order by first_month
            range between unbounded preceding and interval 6 month preceding
        ) as known_count
    from combinations
    window of_series as (partition by voucher_series)
),

-- What changed from month to month, of combinations that are booked in nearly each.
changes as (
    select
        voucher_series,
        booked,
        month,
        result_share,
        lag(result_share) over by_month as share_before,
        abs(result_share - share_before) as change
    from months
    where vouchers_count >= 5
    window by_month as (partition by voucher_series, booked order by month)
),

steady as (
    select
        *,
        max(change, 3) over (partition by voucher_series, booked) as most,
        count(change) over (partition by voucher_series, booked) as changes_count
    from changes
),

counts as (
    select
        voucher_series,
        of_balance,
        month,
        sum(vouchers_count) as vouchers_count
    from months
    group by voucher_series, of_balance, month
),

followed as (
    select
        *,
        lag(vouchers_count) over by_month as count_before,
        lag(vouchers_count, 2) over by_month as count_two_before,
        lead(vouchers_count) over by_month as count_after
    from counts
    window by_month as (partition by voucher_series, of_balance order by month)
),

regular as (
    select
        *,
        avg((vouchers_count = count_before)::int) over (partition by voucher_series, of_balance) as same_share,
        count(*) over (partition by voucher_series, of_balance) as months_count
    from followed
),

lengths as (
    select
        voucher_series,
        month,
        sum(postings_count)::double / sum(vouchers_count)::double as length
    from months
    group by voucher_series, month
    having sum(vouchers_count) >= 50
    -- What was owed when the books begin is paid in their first month.
    qualify month > min(month) over ()
),

extremes as (
    select
        voucher_series,
        min(length, 2) as lows,
        max(length, 2) as highs,
        arg_min(month, length) as low_month,
        arg_max(month, length) as high_month
    from lengths
    group by voucher_series
    having count(*) >= 12
)

select
    'series ' || coalesce(voucher_series, '') || ', ' || strftime(first_month, '%Y-%m') || ', line ' || line_number
    || ': ' || vouchers_count
    || ' vouchers on accounts that were not booked together before' as subject,
    0::decimal(28, 8) as expected,
    (
        known_count >= 50
        and coalesce(begun.booked & ~known.accounts = 0, false)
        and (
            begun.vouchers_count >= if(takes_a_place, 8, 40)
            or (
                len(rarest) = 2 and rarest[1] = begun.vouchers_count and rarest[2] >= 20
                and largest_sek * 500 >= (select cost_sek from costs)
            )
        )
    )::int::decimal(28, 8) as actual
from begun
inner join known on begun.first_month = known.month
union all
select
    'series ' || coalesce(voucher_series, '') || ', ' || strftime(month, '%Y-%m') || ': costs or revenue are '
    || round(100 * result_share, 2)::decimal(18, 2)
    || ' % of what vouchers on the same accounts book beside them, the month before '
    || round(100 * share_before, 2)::decimal(18, 2),
    0,
    (changes_count >= 10 and change > greatest(0.001, 10 * most[3]))::int
from steady
where change is not null
union all
select
    'series ' || coalesce(voucher_series, '') || ', ' || strftime(month, '%Y-%m') || ': ' || vouchers_count
    || ' vouchers on the same accounts, '
    || count_before || ' the month before',
    0,
    (
        months_count >= 12 and vouchers_count <> count_before and same_share >= if(count_before >= 3, 0.7, 0.9)
        and coalesce(count_before = count_after, count_before = count_two_before and vouchers_count < count_before)
    )::int
from regular
where count_before is not null
union all
select
    'series ' || coalesce(voucher_series, '') || ', ' || strftime(low_month, '%Y-%m') || ': '
    || round(lows[1], 2)::decimal(18, 2)
    || ' postings a voucher, in other months ' || round(lows[2], 2)::decimal(18, 2) || ' to '
    || round(highs[1], 2)::decimal(18, 2),
    0,
    (lows[2] - lows[1] > highs[1] - lows[2] and 1.1 * lows[2] >= highs[1])::int
from extremes
union all
select
    'series ' || coalesce(voucher_series, '') || ', ' || strftime(high_month, '%Y-%m') || ': '
    || round(highs[1], 2)::decimal(18, 2)
    || ' postings a voucher, in other months ' || round(lows[1], 2)::decimal(18, 2) || ' to '
    || round(highs[2], 2)::decimal(18, 2),
    0,
    (highs[1] - highs[2] > highs[2] - lows[1] and 1.1 * lows[1] >= highs[2])::int
from extremes
