-- title: Total assets, and total liabilities and equity, are the balances that the ledger states (#UB)
-- protects: mart_economics__balance_sheet
-- comparison: equal
-- at_least_rows: 2
with years as (
    select load_id, year(end_date) as fiscal_year
    from raw.ledger_fiscal_years
    where year_index = 0
),

stated as (
    select years.fiscal_year, balances.account, sum(balances.amount)::decimal(18, 2) as amount_sek
    from raw.ledger_balances as balances
    inner join years using (load_id)
    where balances.label = 'UB' and balances.year_index = 0 and cardinality(balances.objects) = 0
    group by all
),

stated_totals as (
    select
        stated.fiscal_year,
        case lines.section when 'asset' then 'total_assets' else 'total_equity_and_liabilities' end as line_id,
        sum(case lines.section when 'asset' then stated.amount_sek else -stated.amount_sek end)::decimal(18, 2)
            as amount_sek
    from stated
    inner join reference.chart_of_accounts as accounts
        on
            stated.account = accounts.account
            and stated.fiscal_year >= accounts.valid_from_year
            and stated.fiscal_year <= coalesce(accounts.valid_to_year, stated.fiscal_year)
    inner join reference.statement_lines as lines on accounts.statement_line_id = lines.statement_line_id
    group by all
)

select
    'year ' || coalesce(stated.fiscal_year, mart.fiscal_year) || ', ' || coalesce(stated.line_id, mart.line_id) as subject,
    stated.amount_sek as expected,
    mart.amount_sek as actual
from stated_totals as stated
full join (
    select fiscal_year, line_id, amount_sek
    from economics.mart_economics__balance_sheet
    where line_id in ('total_assets', 'total_equity_and_liabilities')
) as mart
    on stated.fiscal_year = mart.fiscal_year and stated.line_id = mart.line_id
