-- title: No month of an extract, a measure, an account or a wage cost departs from its own history
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from raw.loads where entity <> 'ledger' and date_diff('month', period_from, period_to) = 0)
--   or (select count(*) from common.dim_fiscal_year) >= 2 and exists (
--     select account from (
--       select account, date_trunc('month', posting_date) as month, count(*) as postings
--       from economics.fct_ledger_postings inner join common.dim_account using (fiscal_year, account)
--       where section in ('cost', 'revenue') group by all)
--     group by account
--     having median(postings) >= 30 and count(*) >= 0.8 * 12 * (select count(*) from common.dim_fiscal_year))
-- not_applicable: no extract comes by month, and no account has many postings in nearly every month of two years
-- What is expected of a month is learned from its series: the same month of last year, times the year's median change;
-- without a last year, the median of the year's months. A month departs where it is further off than six robust
-- standard deviations of its year (at least a fifth; and four roots of the count, or a tenth where an account is
-- regular), and further off in the same direction than its two neighbours explain. A month that changed from last year
-- as the three months before it did is not found again: what closed or began during last year was found then. A month
-- without a row is compared as a half, or as a hundredth of its series' median, so that it is seen, and so that a month
-- after one whose rows cancel out is not.
with months as (
    select range::date as month
    from range(
        (select min(start_date) from common.dim_fiscal_year),
        (select max(least(end_date, balance_date)) + interval 1 day from common.dim_fiscal_year),
        interval 1 month
    )
),

delivered as (
    select
        system || '.' || entity || ', rows' as series,
        period_from as month,
        sum(loaded_rows)::double as amount,
        sum(loaded_rows)::double as weight
    from raw.loads
    where date_diff('month', period_from, period_to) = 0
    group by all
),

counted as (
    select
        quantity_id || coalesce(nullif(' (' || member || ')', ' ()'), '') as series,
        month::date as month,
        amount::double as amount,
        row_count::double as weight
    from intermediate.int_measures__by_month
    where amount > 0
),

staff as (
    select
        date_trunc('month', as_of_date)::date as month,
        sum(degree_pct)::double / 100 as full_times
    from staging.stg_payroll__employments
    group by all
),

vouchers as (
    select
        fiscal_year,
        account,
        date_trunc('month', posting_date)::date as month,
        sum(amount_sek) as amount_sek,
        count(*) as postings_count
    from economics.fct_ledger_postings
    group by fiscal_year, account, month, voucher_series, voucher_number
),

accounts as (
    select
        fiscal_year,
        account,
        month,
        abs(sum(amount_sek))::double as amount,
        sum(postings_count)::double as postings_count,
        -- Vouchers that take each other out count for little.
        count(*) * pow(sum(amount_sek)::double / greatest(sum(abs(amount_sek))::double, 1), 2) as weight
    from vouchers
    inner join common.dim_account using (fiscal_year, account)
    where section in ('cost', 'revenue')
    group by all
),

wages as (
    select
        'staff costs per full-time employee' as series,
        month,
        sum(accounts.amount) / any_value(full_times) as amount,
        any_value(full_times) as weight
    from accounts
    inner join staff using (month)
    inner join common.dim_account using (fiscal_year, account)
    where dim_account.statement_line_id in (select statement_line_id from reference.statement_lines where role = 'staff_costs')
    group by month
),

given as (
    from delivered
    union all by name
    from counted
    union all by name
    from wages
    union all by name
    -- An account with few postings a month, or one year of them, has no regular months.
    select
        'account ' || account as series,
        month,
        amount,
        weight
    from accounts
    qualify
        median(postings_count) over (partition by account) >= 30
        and (select count(*) from common.dim_fiscal_year) >= 2
),

-- Series of nearly every month: what comes now and then has no history of months.
regular as (
    select series
    from given
    inner join months using (month)
    group by series
    having count(*) >= 0.8 * (select count(*) from months)
),

filled as (
    select
        regular.series,
        months.month,
        coalesce(given.amount, 0) as shown_amount,
        greatest(
            coalesce(nullif(given.amount, 0), 0.5), median(given.amount) over (partition by regular.series) / 100
        ) as amount,
        given.weight
    from regular
    cross join months
    left join given on regular.series = given.series and months.month = given.month
),

changes as (
    select
        now.*,
        ln(now.amount / earlier.amount) as change,
        -- Of an account's month without a posting, what it would have had. Rows, codes and periods that are missing
        -- have controls of their own.
        if(
            now.series like 'account %',
            coalesce(least(now.weight, earlier.weight), 0.5),
            least(coalesce(now.weight, 0.5), coalesce(earlier.weight, 0.5))
        ) as compared_weight,
        earlier.amount as earlier_amount,
        exists (
            select 1 from months where months.month = now.month + interval 1 year
        ) as is_compared_later
    from filled as now
    left join filled as earlier on now.series = earlier.series and earlier.month = now.month - interval 1 year
),

centred as (
    select
        *,
        coalesce(change - median(change) over of_year, ln(amount) - median(ln(amount)) over of_year) as off,
        coalesce(earlier_amount * exp(median(change) over of_year), exp(median(ln(amount)) over of_year)) as expected_amount,
        -- One month or two do not make a level.
        case when count(change) over months_before = 3 then change - median(change) over months_before end as off_from_before
    from changes
    where earlier_amount is not null or not is_compared_later
    window
        of_year as (partition by series, year(month)),
        months_before as (partition by series order by month rows between 3 preceding and 1 preceding)
),

banded as (
    select
        *,
        greatest(0.2, 6 * 1.4826 * median(abs(off)) over of_year)
        + if(
            series like 'account %' and 6 * 1.4826 * median(abs(off)) over of_year <= 0.4, 0.1, 4 / sqrt(greatest(compared_weight, 0.5))
        ) as band,
        greatest(
            sign(off) * (off - lag(off) over by_month), sign(off) * (off - lead(off) over by_month)
        ) as off_from_a_neighbour
    from centred
    window
        of_year as (partition by series, year(month)),
        by_month as (partition by series order by month)
)

select
    series || ', ' || strftime(month, '%Y-%m') || ': ' || round(shown_amount, 2)::decimal(18, 2)
    || ', about ' || round(expected_amount, 1 - floor(log10(expected_amount))::int)::decimal(18, 2) || ' expected' as subject,
    0::decimal(28, 8) as expected,
    (
        abs(off) > band
        and coalesce(off_from_a_neighbour, abs(off)) > band
        and coalesce(abs(off_from_before), abs(off)) > band
    )::int::decimal(28, 8) as actual
from banded
