-- title: No month of an account or counterparty that is booked alike month after month lies far outside
--   its other months, and no account has another level from a month on
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select account from economics.fct_ledger_postings inner join common.dim_account using (fiscal_year, account)
--   where section in ('cost', 'revenue')
--   group by account having count(distinct fiscal_period_id) >= 19)
-- not_applicable: no account of costs or revenue is booked in nineteen months
-- An account, an account of a cost centre, or a counterparty's revenue or costs are steady where all other months,
-- eighteen or more, lie between a third of their median and three times it. A month of an account departs where it is
-- further outside their range than the range is wide (a rent ten times, a depreciation booked twice); one of a cost
-- centre or a counterparty, which is made of fewer postings, half as far again. So does a month of less than a tenth of
-- the lowest, where each of the others has fifty postings (a customer who was not invoiced): a holiday takes more
-- than half, and chance all of a few. What always costs the same has a range of a quarter of its median, so that a rent
-- may be raised. An account has another level where four months from one on, New Year's apart, are as far outside the
-- range of the twelve before: of its cost centres, projects begin and end.
with months as (
    select
        postings.*,
        section
    from (
        select
            fiscal_year,
            account,
            cost_centre,
            counterparty,
            date_trunc('month', posting_date)::date as month,
            count(*) as postings_count,
            sum(amount_sek) as amount
        from economics.fct_ledger_postings
        group by all
    ) as postings
    inner join common.dim_account using (fiscal_year, account)
    where section in ('cost', 'revenue')
),

booked as (
    select
        'account ' || account as series,
        1 as widths,
        month,
        sum(amount) as amount,
        sum(postings_count) as postings_count
    from months
    group by all
    union all
    select 'account ' || account || ', cost centre ' || cost_centre, 1.5, month, sum(amount), sum(postings_count)
    from months
    where cost_centre is not null
    group by all
    union all
    select section || ', counterparty ' || counterparty, 1.5, month, sum(amount), sum(postings_count)
    from months
    where counterparty is not null
    group by all
),

series as (
    select
        series,
        any_value(widths) as widths,
        -- What is usually booked is positive, on either side, and what is booked against it negative.
        sign(median(amount)) as side,
        range(min(month), max(month) + interval 1 day, interval 1 month)::date[] as months
    from booked
    group by series
    having count(*) >= 18
),

-- A month without a posting between the first and the last is one of nothing.
sided as (
    select
        series,
        widths,
        month,
        coalesce(amount, 0) * side as amount,
        coalesce(postings_count, 0) as postings_count
    from (select series, widths, side, unnest(months) as month from series)
    left join booked using (series, widths, month)
),

ranges as (
    select
        series,
        any_value(widths) as widths,
        median(amount) as usual,
        min(amount, 2) as lows,
        max(amount, 2) as highs,
        min(postings_count, 2)[2] as fewest_postings,
        arg_min(month, amount) as low_month,
        arg_max(month, amount) as high_month
    from sided
    group by series
    having count(*) >= 19
),

-- No month but the lowest and the highest can be outside the range of all others.
extremes as (
    select
        series,
        widths,
        fewest_postings,
        usual,
        high_month as month,
        highs[1] as amount,
        lows[1] as low,
        highs[2] as high
    from ranges
    union all
    select series, widths, fewest_postings, usual, low_month, lows[1], lows[2], highs[1]
    from ranges
),

levels as (
    select
        series,
        widths,
        month,
        least(min(amount) over months_before, min(amount) over months_from) as least_of_all,
        median(amount) over months_before as usual,
        min(amount) over months_before as low,
        max(amount) over months_before as high,
        min(amount) over months_from as low_from,
        max(amount) over months_from as high_from,
        count(*) over months_before = 12 and count(*) over months_from = 4 and month(month) > 1 as is_asked
    from sided
    where series like 'account %' and series not like '%cost centre%'
    window
        months_before as (partition by series order by month rows between 12 preceding and 1 preceding),
        months_from as (partition by series order by month rows between current row and 3 following)
)

select
    series || ', ' || strftime(month, '%Y-%m') || ': ' || amount::decimal(28, 2) || ', its other months from '
    || low::decimal(28, 2) || ' to ' || high::decimal(28, 2) as subject,
    0::decimal(28, 8) as expected,
    (
        usual > 0 and 3 * low >= usual and high <= 3 * usual
        and (
            greatest(amount - high, low - amount) > widths * greatest(high - low, usual / 4)
            or fewest_postings >= 50 and 10 * amount < low
        )
    )::int::decimal(28, 8) as actual
from extremes
union all
select
    series || ', from ' || strftime(month, '%Y-%m') || ' on: ' || low_from::decimal(28, 2) || ' to ' || high_from::decimal(28, 2)
    || ', the months before from ' || low::decimal(28, 2) || ' to ' || high::decimal(28, 2),
    0,
    (
        least_of_all > 0 and 3 * low >= usual and high <= 3 * usual
        and greatest(low_from - high, low - high_from) > widths * greatest(high - low, usual / 4)
    )::int
from levels
where is_asked
