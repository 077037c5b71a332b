-- title: Postings, and those of each account, have öre as often as those of the year's other months, and
--   as those of last year
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: (select count(distinct fiscal_period_id) from economics.fct_ledger_postings) >= 2
-- not_applicable: no two months have postings to compare
-- An export, or a subledger, that rounds its amounts still balances where whole kronor are booked against whole kronor.
-- A period departs where its postings have öre less than a quarter as often. One of fewer than fifty postings of an
-- account may by chance, and one of fewer than two hundred in all, since those of a voucher go together; a ledger, or
-- an account, of which most amounts are whole says nothing.
with months as (
    select
        coalesce(', account ' || account, '') as of_account,
        fiscal_year,
        fiscal_period_id,
        count(*) as postings_count,
        count(*) filter (amount_sek % 1 <> 0) as with_ore
    from economics.fct_ledger_postings
    group by grouping sets ((fiscal_year, fiscal_period_id), (fiscal_year, fiscal_period_id, account))
),

years as (
    select
        of_account,
        if(of_account = '', 200, 50) as least_count,
        fiscal_year,
        sum(postings_count) as postings_count,
        sum(with_ore) as with_ore
    from months
    group by of_account, fiscal_year
),

compared as (
    select
        'month ' || fiscal_period_id || of_account as period,
        years.least_count,
        months.postings_count,
        months.with_ore,
        years.postings_count - months.postings_count as others_count,
        years.with_ore - months.with_ore as others_with_ore
    from months
    inner join years using (of_account, fiscal_year)
    union all
    select
        'year ' || years.fiscal_year || years.of_account,
        years.least_count,
        years.postings_count,
        years.with_ore,
        earlier.postings_count,
        earlier.with_ore
    from years
    inner join years as earlier
        on years.of_account = earlier.of_account and years.fiscal_year = earlier.fiscal_year + 1
)

select
    period || ': ' || with_ore || ' of ' || postings_count || ' postings have öre, elsewhere ' || others_with_ore
    || ' of ' || others_count as subject,
    0::decimal(28, 8) as expected,
    (
        least(postings_count, others_count) >= least_count
        and 5 * others_with_ore >= 2 * others_count
        and 4 * with_ore * others_count < others_with_ore * postings_count
    )::int::decimal(28, 8) as actual
from compared
