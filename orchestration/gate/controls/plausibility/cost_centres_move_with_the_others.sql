-- title: No cost centre has more, or less, on an account from a month or New Year on than the account's other cost
--   centres explain
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: (select count(*) from common.dim_fiscal_year) >= 2
-- not_applicable: there is no earlier year
-- Half of a payroll on another cost centre from July on, one cost centre's consultants as wages: each is within what an
-- account varies, and far from what its other cost centres do. Compared is how many times an account's amount of the
-- months from one on is that of those before, to last year's, or that of the year to last year's. What the others did
-- is the median of twelve or more; a cost centre departs by more than six robust standard deviations of them, more
-- where it has fewer postings than they, and by a fifth at least; of a year, which follows its budget, by three times.
-- Three months, and forty postings, are needed on either side; a cost centre that had twenty and would have thirty, and
-- has none, or a tenth and the reversal of an accrual, departs too. Projects begin and end, and are left out.
with months as (
    select postings.*
    from (
        select
            account,
            cost_centre,
            fiscal_year,
            month(posting_date) as month_number,
            sum(amount_sek)::double as amount,
            sum(abs(amount_sek))::double as gross,
            count(*)::double as postings_count
        from economics.fct_ledger_postings
        where cost_centre is not null and project is null
        group by all
    ) as postings
    inner join common.dim_account using (fiscal_year, account)
    where section in ('cost', 'revenue')
),

-- The months that every year has had, so that a year that goes on is compared with as much of the last.
had as (
    select min(last_month) as last_month
    from (select max(month_number) as last_month from months group by fiscal_year)
),

-- What was booked from each month on, and before it; from the first month on, the year. Postings that take each other
-- out, as accruals do, leave an amount that says nothing.
parts as (
    select
        account,
        cost_centre,
        fiscal_year,
        from_month,
        sum(amount) filter (is_from) as amount,
        coalesce(sum(postings_count) filter (is_from), 0) as postings_count,
        if(from_month = 1, 1, sum(amount) filter (not is_from)) as before_amount,
        if(from_month = 1, null, coalesce(sum(postings_count) filter (not is_from), 0)) as before_count,
        sum(gross) filter (is_from) as gross,
        if(from_month = 1, 1, sum(gross) filter (not is_from)) as before_gross
    from (
        select
            *,
            month_number >= from_month as is_from
        from months
        cross join (select unnest([1, 4, 5, 6, 7, 8, 9, 10]) as from_month)
        where month_number <= (select last_month from had)
    )
    group by account, cost_centre, fiscal_year, from_month
),

changes as (
    select
        now.account,
        now.cost_centre,
        now.fiscal_year,
        now.from_month,
        now.postings_count,
        least(earlier.postings_count, now.before_count, earlier.before_count) as other_count,
        now.amount / now.before_amount as times,
        earlier.amount / earlier.before_amount as earlier_times,
        case
            when least(
                times,
                earlier_times,
                3 * abs(now.amount) - now.gross,
                3 * abs(now.before_amount) - now.before_gross,
                3 * abs(earlier.amount) - earlier.gross,
                3 * abs(earlier.before_amount) - earlier.before_gross
            ) > 0 then ln(times / earlier_times)
        end as change,
        earlier.postings_count * coalesce(now.before_count / earlier.before_count, 1) as usual_count
    from parts as now
    inner join parts as earlier
        on
            now.account = earlier.account and now.cost_centre = earlier.cost_centre
            and now.from_month = earlier.from_month and now.fiscal_year = earlier.fiscal_year + 1
    where least(earlier.postings_count, now.before_count, earlier.before_count) >= 20
),

centred as (
    select
        *,
        median(change) over of_account as others_change,
        least(postings_count, other_count) as least_count,
        count(change) over of_account as others_count,
        count(nullif(postings_count, 0)) over of_account as others_booked_count,
        median(least(postings_count, other_count)) over of_account as others_least_count
    from changes
    window of_account as (partition by account, fiscal_year, from_month)
),

banded as (
    select
        *,
        greatest(
            if(from_month = 1, 1, 0.2),
            6 * 1.4826 * median(abs(change - others_change)) over (partition by account, fiscal_year, from_month)
            * greatest(1, sqrt(others_least_count / greatest(least_count, 1)))
        ) as band
    from centred
),

judged as (
    select
        *,
        if(
            postings_count < 20,
            usual_count >= 30 and 10 * postings_count <= usual_count and others_booked_count >= 12,
            others_count >= 12 and least_count >= 40 and coalesce(abs(change - others_change) > band, false)
        ) as departs
    from banded
    -- One finding says it all: from the first month on that shows it.
    qualify row_number() over (partition by account, cost_centre, fiscal_year order by departs desc, from_month) = 1
)

select
    account || ', cost centre ' || cost_centre || ', ' || fiscal_year || ', from month ' || from_month || ' on: '
    || coalesce(round(times / earlier_times, 2), 0)::decimal(18, 2) || ' times, the other cost centres '
    || coalesce(round(exp(others_change), 2), 1)::decimal(18, 2) as subject,
    0::decimal(28, 8) as expected,
    departs::int::decimal(28, 8) as actual
from judged
union all
select
    'cost centres',
    0::decimal(28, 8),
    0::decimal(28, 8)
