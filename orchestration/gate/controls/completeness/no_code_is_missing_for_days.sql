-- title: No code of an extract, no series, and no cost centre or counterparty of one, that has rows on nearly every day
--   is without them for days
-- protects: fct_measures
-- severity: explain
-- comparison: at_most
-- at_least_rows: 1
-- applies_where: (select count(*) from common.dim_fiscal_year) >= 2
-- not_applicable: there is no earlier year
-- Two weeks of one office, a batch of a scanning firm, one queue for a week: what is missing is too little to move a
-- month. Compared are the days on which the extract, or the series, has rows and the code has none: five or more, and
-- four more than three times as many as in any other month, of eighteen or more. Months in which a code begins or ends
-- are left out. A series that had postings on all days on which the ledger has any is asked of three, where it has
-- twenty a day, and of two where it has two hundred.
with dates_of_ledger as (
    select
        voucher_series,
        cost_centre,
        counterparty,
        grouping(cost_centre) as is_of_counterparties,
        strptime(fiscal_period_id, '%Y%m')::date as month,
        count(*) as postings_count,
        bit_or(1::bigint << ((posting_date - date '1970-01-01') & 31)::int) as dates
    from economics.fct_ledger_postings
    group by grouping sets (
        (voucher_series, fiscal_period_id, cost_centre), (voucher_series, fiscal_period_id, counterparty)
    )
),

ledger as (
    select
        voucher_series,
        coalesce('cost centre ' || cost_centre, 'counterparty ' || counterparty) as code,
        month,
        dates,
        -- Postings that name neither are of the series' days too.
        bit_or(dates) over (partition by voucher_series, month) as dates_of_series
    from dates_of_ledger
),

-- What is booked by other series on a day is a day of the ledger's.
series as (
    select
        voucher_series,
        month,
        bit_count(bit_or(dates) over (partition by month) & ~dates) as missing,
        postings_count / bit_count(dates) as of_a_day
    from (
        select
            voucher_series,
            month,
            bit_or(dates) as dates,
            sum(postings_count) as postings_count
        from dates_of_ledger
        where is_of_counterparties = 0
        group by voucher_series, month
    )
),

dated as (
    select
        system || '.' || entity as extract,
        codes.column_name || ' ' || codes.code as code,
        loads.period_from as month,
        dates.value - codes.value as missing,
        0 as of_a_day
    from raw.profiles as codes
    inner join raw.profiles as dates using (load_id, system, entity)
    inner join raw.loads using (load_id, system, entity)
    where codes.statistic = 'code_dates' and dates.statistic = 'dates'
    union all
    select
        'series ' || voucher_series,
        code,
        month,
        bit_count(dates_of_series) - bit_count(dates),
        0
    from ledger
    where code is not null
    union all
    select
        'ledger',
        'series ' || voucher_series,
        month,
        missing,
        of_a_day
    from series
),

spans as (
    select
        *,
        min(month) over (partition by extract, code) as first_month,
        max(month) over (partition by extract, code) as last_month,
        max(month) over (partition by extract) as last_of_all
    from dated
),

most as (
    select
        extract,
        code,
        max(missing, 2) as missing,
        median(of_a_day) as of_a_day,
        arg_max(month, missing) as month
    from spans
    where month > first_month and (month < last_month or month = last_of_all)
    group by extract, code
    having count(*) >= 19
)

select
    extract || ', ' || code || ', ' || strftime(month, '%Y-%m') || ': days without a row' as subject,
    case
        when missing[2] = 0 and of_a_day >= 200 then 1
        when missing[2] = 0 and of_a_day >= 20 then 2
        else greatest(4, 3 + 3 * missing[2])
    end::decimal(28, 8) as expected,
    missing[1]::decimal(28, 8) as actual
from most
union all
select
    'codes',
    0::decimal(28, 8),
    0::decimal(28, 8)
