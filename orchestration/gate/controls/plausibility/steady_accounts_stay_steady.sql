-- title: No month of an account that is booked alike month after month lies far outside what its other months are
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select account from economics.fct_ledger_postings inner join common.dim_account using (fiscal_year, account)
--   where section in ('cost', 'revenue')
--   group by account having count(distinct fiscal_period_id) >= 19)
-- not_applicable: no account of costs or revenue is booked in nineteen months
-- An account, or an account of a cost centre, is steady where all its other months, eighteen or more, lie between a third
-- of their median and three times it. A month departs where it is further outside their range than the range is wide: a
-- rent ten times, a depreciation booked twice. A cost centre, whose months are made of fewer postings, may be half as far
-- outside again. What always costs the same has a range of a quarter of its median, so that a rent may be raised.
with months as (
    select
        account,
        cost_centre,
        date_trunc('month', posting_date)::date as month,
        sum(amount_sek)::double as amount
    from economics.fct_ledger_postings
    inner join common.dim_account using (fiscal_year, account)
    where section in ('cost', 'revenue')
    group by all
),

series as (
    select 'account ' || account as series, 1 as widths, month, sum(amount) as amount
    from months
    group by all
    union all
    select 'account ' || account || ', cost centre ' || cost_centre, 1.5, month, amount
    from months
    where cost_centre is not null
),

-- What is usually booked is positive, on either side, and what is booked against it negative.
sided as (
    select * replace (amount * sign(median(amount) over (partition by series)) as amount)
    from series
    qualify count(*) over (partition by series) >= 19
),

ranges as (
    select
        series,
        any_value(widths) as widths,
        median(amount) as usual,
        min(amount, 2) as lows,
        max(amount, 2) as highs,
        arg_min(month, amount) as low_month,
        arg_max(month, amount) as high_month
    from sided
    group by series
),

-- No month but the lowest and the highest can be outside the range of all others.
extremes as (
    select series, widths, usual, high_month as month, highs[1] as amount, lows[1] as low, highs[2] as high
    from ranges
    union all
    select series, widths, usual, low_month, lows[1], lows[2], highs[1]
    from ranges
)

select
    series || ', ' || strftime(month, '%Y-%m') || ': ' || amount::decimal(28, 2) || ', its other months from '
    || low::decimal(28, 2) || ' to ' || high::decimal(28, 2) as subject,
    0::decimal(28, 8) as expected,
    (
        usual > 0 and 3 * low >= usual and high <= 3 * usual
        and greatest(amount - high, low - amount) > widths * greatest(high - low, usual / 4)
    )::int::decimal(28, 8) as actual
from extremes
