-- title: An account's postings name a cost centre, project or counterparty at least half as often as
--   last year and in other months
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   with years as (select distinct account, fiscal_year from economics.fct_ledger_postings)
--   from years inner join years as earlier
--   on years.account = earlier.account and years.fiscal_year = earlier.fiscal_year + 1)
--   or exists (
--   select account
--   from (select account, fiscal_period_id from economics.fct_ledger_postings group by all having count(*) >= 20)
--   group by account having count(*) >= 12)
-- not_applicable: no account has postings in two years that follow one another, or twenty in each of twelve months
-- An export without one of the ledger's dimensions, for a year or a month. Accounts of which twenty postings, and a
-- fifth, named an object last year, and none does this year; or sixty did, and a share of less than half of that does:
-- the postings of one voucher name an object together, so that few of them say little. Of an account with twenty
-- postings in each of twelve months, a fifth of which name an object in every month but one, less than half of that
-- share does in that month, and half again as many name none as in any other. Objects that are new are not a fault.
with months as (
    select
        fiscal_year,
        fiscal_period_id,
        account,
        count(*) as postings_count,
        unnest([
            {dimension: 'a cost centre', named_count: count(cost_centre)},
            {dimension: 'a project', named_count: count(project)},
            {dimension: 'an activity', named_count: count(activity)},
            {dimension: 'a counterparty', named_count: count(counterparty)}
        ], recursive := true)
    from economics.fct_ledger_postings
    group by fiscal_year, fiscal_period_id, account
),

years as (
    select fiscal_year, account, dimension, sum(postings_count) as postings_count, sum(named_count) as named_count
    from months
    group by fiscal_year, account, dimension
),

-- The two smallest shares of a month's postings that name an object, and the two greatest numbers that name none.
lowest as (
    select
        account,
        dimension,
        min(struct_pack(share := named_count / postings_count, month := months), 2) as lowest,
        max(postings_count - named_count, 2) as most_unnamed
    from months
    where postings_count >= 20
    group by account, dimension
    having count(*) >= 12
)

select
    now.fiscal_year || ', ' || now.account || ': ' || now.named_count || ' of ' || now.postings_count
    || ' postings with ' || now.dimension || ', last year ' || earlier.named_count || ' of ' || earlier.postings_count as subject,
    0::decimal(28, 8) as expected,
    (
        least(now.postings_count, earlier.named_count) >= if(now.named_count = 0, 20, 60)
        and 5 * earlier.named_count >= earlier.postings_count
        and now.named_count / now.postings_count < 0.5 * earlier.named_count / earlier.postings_count
    )::int::decimal(28, 8) as actual
from years as now
inner join years as earlier
    on now.account = earlier.account and now.dimension = earlier.dimension and now.fiscal_year = earlier.fiscal_year + 1
union all
select
    lowest[1].month.fiscal_period_id || ', ' || account || ': ' || lowest[1].month.named_count || ' of '
    || lowest[1].month.postings_count || ' postings with ' || dimension || ', in each other month '
    || (100 * lowest[2].share)::int || ' % or more',
    0,
    (
        lowest[2].share >= 0.2 and lowest[1].share < 0.5 * lowest[2].share
        and lowest[1].month.postings_count - lowest[1].month.named_count = most_unnamed[1]
        and most_unnamed[1] >= 1.5 * most_unnamed[2]
    )::int
from lowest
