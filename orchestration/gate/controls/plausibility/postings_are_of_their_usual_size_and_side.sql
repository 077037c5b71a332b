-- title: The postings of a series on an account are as large, and as seldom on the other side, as in its other months
--   and last year
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from (
--     select voucher_series, account, fiscal_year, fiscal_period_id from economics.fct_ledger_postings
--     group by all having count(*) >= 100)
--   group by voucher_series, account, fiscal_year having count(*) >= 10)
-- not_applicable: no series has a hundred postings on one account in ten months of a year
-- A subledger that delivers with tax, in another currency, without credit notes or without what is small changes every
-- posting by what a month's sum varies, and no posting by much. Compared are the size below which a quarter, a half and
-- nine tenths of the postings are. Of costs and revenue a month departs where its half and its nine tenths do by four
-- robust standard deviations of its year, by a tenth at least, and by what chance makes of its number; of all accounts
-- a year by half, since prices rise. A month departs too where three times as many postings as usual, and forty, as a
-- credit note may have, are on the other side, and a year where a quarter of last year's are, of sixty or more. Months
-- of a hundred postings, of which a year has ten. Where amounts are cut at a limit, a series' eleventh largest on costs
-- and revenue is less than last year's fortieth, of a thousand or more.
with months as (
    select
        voucher_series,
        account,
        fiscal_year,
        fiscal_period_id,
        count(*)::double as postings_count,
        count(*) filter (amount_sek < 0)::double as credit_count,
        quantile_cont(abs(amount_sek)::double, [0.25, 0.5, 0.9]) as sizes
    from economics.fct_ledger_postings
    group by voucher_series, account, fiscal_year, fiscal_period_id
    having count(*) >= 100
),

regular as (
    select
        *,
        median(credit_count / postings_count) over of_year as credit_share
    from months
    window of_year as (partition by voucher_series, account, fiscal_year)
    qualify count(*) over of_year >= 10
),

sized as (
    select
        voucher_series,
        account,
        fiscal_year,
        fiscal_period_id,
        postings_count,
        unnest(sizes) as size,
        unnest(['a quarter', 'half', 'nine tenths']) as part
    from regular
    -- What is accrued is reversed, and follows the years' ends.
    where credit_share not between 0.2 and 0.8
),

usual as (
    select
        *,
        median(ln(size)) over (partition by voucher_series, account, part, fiscal_year) as usual_size
    from sized
    where size > 0
),

banded as (
    select
        *,
        ln(size) - usual_size as off,
        greatest(0.1, 4 * 1.4826 * median(abs(ln(size) - usual_size)) over (partition by voucher_series, account, part, fiscal_year))
        + 2 / sqrt(postings_count) as band
    from usual
),

-- What is wrong with all of a month moves its half and its nine tenths; a few small postings more move one of them.
size_of_months as (
    select
        voucher_series,
        account,
        fiscal_period_id,
        min(abs(off) - band) > 0 and abs(sum(sign(off))) = 2 as departs,
        max(size) filter (part = 'half') as half,
        exp(max(usual_size) filter (part = 'half')) as usual_half
    from banded
    inner join common.dim_account using (fiscal_year, account)
    where section in ('cost', 'revenue') and part in ('half', 'nine tenths')
    group by all
),

size_of_years as (
    select
        voucher_series,
        account,
        part,
        fiscal_year,
        any_value(usual_size) as usual_size,
        sum(postings_count) as postings_count
    from usual
    group by all
),

turned as (
    select
        voucher_series,
        account,
        fiscal_year,
        fiscal_period_id,
        postings_count,
        if(credit_share > 0.5, postings_count - credit_count, credit_count) as turned_count
    from regular
),

turned_of_years as (
    select
        voucher_series,
        account,
        fiscal_year,
        sum(postings_count) as postings_count,
        sum(turned_count) as turned_count,
        median(turned_count / postings_count) as usual_share
    from turned
    group by all
),

largest as (
    select
        voucher_series,
        fiscal_year,
        max(abs(amount_sek), 40) as largest
    from economics.fct_ledger_postings
    inner join common.dim_account using (fiscal_year, account)
    where section in ('cost', 'revenue')
    group by voucher_series, fiscal_year
    having count(*) >= 1000
)

select
    concat_ws(', ', voucher_series, account, fiscal_period_id) || ': half of the postings up to ' || half::decimal(28, 2) || ', usually '
    || usual_half::decimal(28, 2) as subject,
    0::decimal(28, 8) as expected,
    departs::int::decimal(28, 8) as actual
from size_of_months
union all
select
    concat_ws(', ', voucher_series, account, now.fiscal_year) || ': ' || part || ' of the postings up to '
    || exp(now.usual_size)::decimal(28, 2) || ', last year ' || exp(earlier.usual_size)::decimal(28, 2),
    0,
    (abs(now.usual_size - earlier.usual_size) > 0.5 + 4 / sqrt(least(now.postings_count, earlier.postings_count)))::int
from size_of_years as now
inner join size_of_years as earlier using (voucher_series, account, part)
where now.fiscal_year = earlier.fiscal_year + 1
union all
select
    concat_ws(', ', voucher_series, account, fiscal_period_id) || ': ' || turned.turned_count || ' of ' || turned.postings_count
    || ' postings on the other side, usually ' || round(100 * usual_share, 1) || ' %',
    0,
    (
        turned.turned_count
        > 40 + 3 * usual_share * turned.postings_count + 6 * sqrt(usual_share * turned.postings_count)
    )::int
from turned
inner join turned_of_years using (voucher_series, account, fiscal_year)
union all
select
    concat_ws(', ', voucher_series, account, now.fiscal_year) || ': ' || now.turned_count || ' of ' || now.postings_count
    || ' postings on the other side, last year ' || earlier.turned_count || ' of ' || earlier.postings_count,
    0,
    (
        earlier.turned_count * now.postings_count >= 60 * earlier.postings_count
        and 4 * now.turned_count * earlier.postings_count < earlier.turned_count * now.postings_count
    )::int
from turned_of_years as now
inner join turned_of_years as earlier using (voucher_series, account)
where now.fiscal_year = earlier.fiscal_year + 1
union all
select
    concat_ws(', ', now.voucher_series, now.fiscal_year) || ': ten postings above ' || now.largest[11]
    || ', last year forty above '
    || earlier.largest[40],
    0,
    (now.largest[11] < earlier.largest[40])::int
from largest as now
inner join largest as earlier
    on now.voucher_series = earlier.voucher_series and now.fiscal_year = earlier.fiscal_year + 1
