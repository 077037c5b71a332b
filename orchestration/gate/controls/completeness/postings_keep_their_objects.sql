-- title: An account's postings name a cost centre, a project, an activity or a counterparty at least half as often as last year
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   with years as (select distinct account, fiscal_year from economics.fct_ledger_postings)
--   from years inner join years as earlier
--   on years.account = earlier.account and years.fiscal_year = earlier.fiscal_year + 1)
-- not_applicable: no account has postings in two years that follow one another
-- An export without one of the ledger's dimensions. Accounts of which twenty postings, and a fifth, named an object last
-- year, and none does this year; or sixty did, and a share of less than half of that does: the postings of one voucher
-- name an object together, so that few of them say little. Objects that are new are not a fault.
with named as (
    select
        fiscal_year,
        account,
        count(*) as postings_count,
        unnest([
            {dimension: 'a cost centre', named_count: count(cost_centre)},
            {dimension: 'a project', named_count: count(project)},
            {dimension: 'an activity', named_count: count(activity)},
            {dimension: 'a counterparty', named_count: count(counterparty)}
        ], recursive := true)
    from economics.fct_ledger_postings
    group by fiscal_year, account
)

select
    now.fiscal_year || ', ' || now.account || ': ' || now.named_count || ' of ' || now.postings_count || ' postings with ' || now.dimension
    || ', last year ' || earlier.named_count || ' of ' || earlier.postings_count as subject,
    0::decimal(28, 8) as expected,
    (
        least(now.postings_count, earlier.named_count) >= if(now.named_count = 0, 20, 60)
        and 5 * earlier.named_count >= earlier.postings_count
        and now.named_count / now.postings_count < 0.5 * earlier.named_count / earlier.postings_count
    )::int::decimal(28, 8) as actual
from named as now
inner join named as earlier
    on now.account = earlier.account and now.dimension = earlier.dimension and now.fiscal_year = earlier.fiscal_year + 1
