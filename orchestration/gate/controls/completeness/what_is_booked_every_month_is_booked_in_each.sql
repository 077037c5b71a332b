-- title: An account of a cost centre that is booked in every month but one or two, alike each time, is
--   booked in those too
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select account from (
--     select account, cost_centre, date_trunc('month', posting_date) as month, count(*) as postings_count
--     from economics.fct_ledger_postings inner join common.dim_account using (fiscal_year, account)
--     where section in ('cost', 'revenue') and cost_centre is not null group by all)
--   group by account, cost_centre
--   having count(*) >= 10 and (median(postings_count) >= 3 or min(postings_count) = max(postings_count))
--   and min(postings_count) * 2 >= median(postings_count) and max(postings_count) * 2 <= 3 * median(postings_count)
--   and date_diff('month', min(month), max(month)) + 1 - count(*) <= 2)
-- not_applicable: no cost centre has an account that is booked alike in ten months
-- Alike is from a half to one and a half times the usual number of postings in every other month, which is three or
-- more, or always the same. A payroll, a rent or an interest that is missing in a month was not booked, or booked on
-- another cost centre or account. What began after the first month of the books, or ended before the last, is asked of
-- its own months only.
with booked as (
    select
        account,
        cost_centre,
        date_trunc('month', posting_date)::date as month,
        count(*) as postings_count
    from economics.fct_ledger_postings
    inner join common.dim_account using (fiscal_year, account)
    where section in ('cost', 'revenue') and cost_centre is not null
    group by all
)

select
    account || ', cost centre ' || cost_centre || ', ' || strftime(min(month), '%Y-%m') || ' to ' || strftime(max(month), '%Y-%m') || ': months without a posting'
    as subject,
    0::decimal(28, 8) as expected,
    (date_diff('month', min(month), max(month)) + 1 - count(*))::decimal(28, 8) as actual
from booked
group by account, cost_centre
having
    count(*) >= 10 and (median(postings_count) >= 3 or min(postings_count) = max(postings_count))
    and min(postings_count) * 2 >= median(postings_count) and max(postings_count) * 2 <= 3 * median(postings_count)
    and date_diff('month', min(month), max(month)) + 1 - count(*) <= 2
