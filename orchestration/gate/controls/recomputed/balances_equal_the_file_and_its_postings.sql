-- title: Each account's balances are those that the file states (#IB, #UB, #RES), its movement the sum of its postings
-- protects: fct_ledger_balances
-- comparison: equal
-- at_least_rows: 1
with stated as (
    select
        years.fiscal_year,
        balances.account,
        sum(balances.amount_sek) filter (balances.label = 'IB') as opening_sek,
        sum(balances.amount_sek) filter (balances.label = 'UB') as stated_closing_sek,
        sum(balances.amount_sek) filter (balances.label = 'RES') as stated_result_sek
    from staging.stg_ledger__balances as balances
    inner join common.dim_fiscal_year as years on balances.ledger_file_id = years.load_id || '/' || years.file_name
    where balances.label in ('IB', 'UB', 'RES') and balances.year_index = 0 and balances.is_account_total
    group by all
),

posted as (
    select fiscal_year, account, sum(amount_sek) as movement_sek
    from economics.fct_ledger_postings
    group by all
),

found as (
    select
        fiscal_year, account, stated.stated_closing_sek, stated.stated_result_sek,
        coalesce(stated.opening_sek, 0) as opening_sek,
        coalesce(posted.movement_sek, 0) as movement_sek
    from stated
    full join posted using (fiscal_year, account)
),

-- An account of last year belongs to this year too, so that a balance that is not carried forward is seen.
accounts as (
    select fiscal_year, account from found
    union
    select years.fiscal_year, found.account
    from found
    inner join common.dim_fiscal_year as years on found.fiscal_year = years.prior_fiscal_year
),

recomputed as (
    select
        concat_ws('-', accounts.fiscal_year, accounts.account) as account_id,
        accounts.fiscal_year,
        accounts.account,
        dimension.statement_line_id,
        dimension.statement,
        dimension.section,
        coalesce(this_year.opening_sek, 0) as opening_sek,
        coalesce(this_year.movement_sek, 0) as movement_sek,
        coalesce(this_year.opening_sek + this_year.movement_sek, 0) as closing_sek,
        if(
            dimension.statement = 'balance' and years.prior_fiscal_year is not null,
            coalesce(prior_year.opening_sek + prior_year.movement_sek, 0),
            null
        ) as prior_closing_sek,
        this_year.stated_closing_sek,
        this_year.stated_result_sek
    from accounts
    inner join common.dim_fiscal_year as years using (fiscal_year)
    left join found as this_year using (fiscal_year, account)
    left join found as prior_year
        on years.prior_fiscal_year = prior_year.fiscal_year and accounts.account = prior_year.account
    left join common.dim_account as dimension
        on accounts.fiscal_year = dimension.fiscal_year and accounts.account = dimension.account
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from economics.fct_ledger_balances
    ) on rows_count, columns('_sek$')
    into name measure value amount
)

select
    concat_ws(', ', account_id, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by account_id, fiscal_year, account, statement_line_id, statement, section, measure
