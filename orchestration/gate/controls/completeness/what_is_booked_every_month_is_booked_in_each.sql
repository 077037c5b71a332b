-- title: An account of a cost centre or of a series, or a counterparty, that is booked in nearly every month,
--   alike each time, is booked in the others too
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select account from economics.fct_ledger_postings group by account having count(distinct fiscal_period_id) >= 10)
-- not_applicable: no account is booked in ten months
-- Alike is, of a cost centre, from a half to one and a half times the usual number of postings in every other month,
-- which is three or more, or always the same. A payroll, a rent or an interest that is missing in a month was not
-- booked, or booked on another cost centre or account. What began after the first month of the books, or ended before
-- the last, is asked of its own months only. So is a counterparty of a series which usually has six a month, a third of
-- that in every month but some, sixteen at least, and would have had twenty-five in those without. An account of a
-- series that has twenty in each month, or the same number in nine of ten, in all months but two, does not end unasked
-- while the series goes on with more than half of its usual postings; one that has the same number in eighteen months
-- is booked in all. A counterparty of a series that had six a month, or more, in each of twelve, and has none for six,
-- is asked where another series names it in these, or where it still owes or is owed: it was not closed.
with months as (
    select
        postings.*,
        section in ('cost', 'revenue') as is_of_result,
        strptime(fiscal_period_id, '%Y%m')::date as month
    from (
        select
            voucher_series,
            fiscal_year,
            fiscal_period_id,
            account,
            cost_centre,
            counterparty,
            count(*) as postings_count
        from economics.fct_ledger_postings
        group by all
    ) as postings
    inner join common.dim_account using (fiscal_year, account)
),

-- The last month in which a series had more than half of its usual postings.
ends as (
    select
        voucher_series,
        max(month) as last_of_series
    from (
        select
            voucher_series,
            month,
            sum(postings_count) as in_month
        from months
        group by voucher_series, month
        qualify 2 * in_month > median(in_month) over (partition by voucher_series)
    )
    group by voucher_series
),

booked as (
    select
        'cost centre' as kind,
        account || ', cost centre ' || cost_centre as what,
        null::date as last_of_series,
        month,
        sum(postings_count) as postings_count
    from months
    where is_of_result and cost_centre is not null
    group by all
    union all
    select 'series', account || ', series ' || voucher_series, last_of_series, month, sum(postings_count)
    from months
    inner join ends using (voucher_series)
    group by all
    union all
    select 'counterparty', 'series ' || voucher_series || ', counterparty ' || counterparty, null, month, sum(postings_count)
    from months
    -- An invoice has one posting on a receivable or a debt.
    where counterparty is not null and not is_of_result
    group by all
),

parties as (
    select
        voucher_series,
        counterparty,
        month,
        sum(postings_count) as postings_count
    from months
    where counterparty is not null and not is_of_result
    group by voucher_series, counterparty, month
),

-- Counterparties that a series names no longer, and another does.
left_out as (
    select
        ended.voucher_series,
        ended.counterparty,
        ended.last_booked,
        date_diff('month', ended.last_booked, (select max(month) from months)) as months_after,
        count(distinct parties.month) as months_elsewhere
    from (
        select
            voucher_series,
            counterparty,
            max(month) as last_booked
        from parties
        group by voucher_series, counterparty
        having count(*) >= 12 and min(postings_count) >= 6 and date_diff('month', min(month), max(month)) + 1 = count(*)
    ) as ended
    left join parties on ended.counterparty = parties.counterparty and ended.last_booked < parties.month
    group by all
),

owing as (
    select distinct balances.objects[roles.dimension] as counterparty
    from staging.stg_ledger__balances as balances
    inner join common.dim_fiscal_year as years on balances.ledger_file_id = years.load_id || '/' || years.file_name
    inner join reference.ledger_dimensions as roles on map_keys(balances.objects) = [roles.dimension]
    where
        balances.label = 'OUB' and balances.year_index = 0 and balances.amount_sek <> 0
        and roles.dimension_role = 'counterparty'
        and years.fiscal_year = (select max(fiscal_year) from common.dim_fiscal_year)
),

spans as (
    select
        kind,
        what,
        min(month) as first_month,
        max(month) as last_booked,
        any_value(last_of_series) as last_of_series,
        greatest(last_booked, any_value(last_of_series)) as last_month,
        count(*) as months_count,
        median(postings_count) as usual,
        min(postings_count) as least,
        max(postings_count) as most,
        quantile_disc(postings_count, 0.1) = quantile_disc(postings_count, 0.9) as is_regular,
        date_diff('month', first_month, last_month) + 1 - months_count as missing
    from booked
    group by kind, what
)

select
    what || ', ' || strftime(first_month, '%Y-%m') || ' to ' || strftime(last_month, '%Y-%m') || ': months without a posting' as subject,
    0::decimal(28, 8) as expected,
    missing::decimal(28, 8) as actual
from spans
where case kind
    when 'cost centre'
        then
            months_count >= 10 and (usual >= 3 or least = most) and least * 2 >= usual and most * 2 <= 3 * usual
            and missing <= 2
    when 'series'
        then
            months_count >= 10 and (least >= 20 or is_regular)
            and (
                is_regular and months_count >= 18 and last_booked <= last_of_series
                or date_diff('month', first_month, last_booked) + 1 - months_count <= 2
            )
    else
        months_count >= 16 and usual >= 6 and least * 3 >= usual and missing * 2 <= months_count
        and (missing = 0 or missing * usual >= 25)
end
union all
select
    'series ' || voucher_series || ', counterparty ' || counterparty || ', after ' || strftime(last_booked, '%Y-%m')
    || ': months without a posting, while another series has some or a balance is open',
    0,
    case
        when months_elsewhere >= 6 then months_elsewhere
        when months_elsewhere = 0 and months_after >= 6 and counterparty in (from owing) then months_after
        else 0
    end
from left_out
union all
select
    'accounts, cost centres and counterparties',
    0::decimal(28, 8),
    0::decimal(28, 8)
