-- title: No large cost account is a revenue in a month, nor the other way round, unless its year is so too
-- protects: mart_economics__income_statement
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from economics.fct_ledger_postings
--   inner join common.dim_account using (fiscal_year, account) where section in ('cost', 'revenue'))
-- not_applicable: no account of the income statement has postings
-- Large is a thousandth of a month's costs on average, and a twentieth of what the account has in a year. The months of
-- an account in which nothing but an accrual is reversed are small, or of accounts with few postings, which are left
-- out.
with months as (
    select
        fiscal_year,
        account,
        section,
        date_trunc('month', posting_date)::date as month,
        sum(amount_sek) as amount_sek,
        count(*) as postings_count
    from economics.fct_ledger_postings
    inner join common.dim_account using (fiscal_year, account)
    where section in ('cost', 'revenue')
    group by all
),

judged as (
    select
        *,
        sum(amount_sek) over (partition by fiscal_year, account) as year_sek,
        sum(amount_sek) filter (section = 'cost') over (partition by fiscal_year) as cost_sek,
        median(postings_count) over (partition by fiscal_year, account) as usual_count,
        count(*) over (partition by fiscal_year, account) as months_count,
        count(*) filter (sign(amount_sek) = if(section = 'cost', -1, 1)) over (partition by fiscal_year, account) as turned_count
    from months
)

select
    strftime(month, '%Y-%m') || ', ' || account || ' (' || section || '): ' || amount_sek || ', in the year ' || year_sek as subject,
    0::decimal(28, 8) as expected,
    (
        sign(amount_sek) = if(section = 'cost', -1, 1)
        and abs(amount_sek) * 12000 >= abs(cost_sek) and abs(amount_sek) * 20 >= abs(year_sek)
        and usual_count >= 3 and months_count >= 6 and turned_count * 6 <= months_count
    )::int::decimal(28, 8) as actual
from judged
