-- title: Costs and revenue are the outcomes that the ledger states for their accounts (#RES)
-- protects: mart_economics__income_statement
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
    where balances.label = 'RES' and balances.year_index = 0 and cardinality(balances.objects) = 0
    group by all
),

stated_lines as (
    select
        stated.fiscal_year,
        lines.section as line_id,
        sum(case lines.section when 'cost' then stated.amount_sek else -stated.amount_sek end)::decimal(18, 2)
            as amount_sek
    from stated
    inner join reference.chart_of_accounts as accounts
        on
            stated.account = accounts.account
            and stated.fiscal_year >= accounts.valid_from_year
            and stated.fiscal_year <= coalesce(accounts.valid_to_year, stated.fiscal_year)
    inner join reference.statement_lines as lines on accounts.statement_line_id = lines.statement_line_id
    where lines.section in ('cost', 'revenue')
    group by all
)

select
    'year ' || coalesce(stated.fiscal_year, mart.fiscal_year) || ', ' || coalesce(stated.line_id, mart.line_id) as subject,
    stated.amount_sek as expected,
    mart.outcome_sek as actual
from stated_lines as stated
full join (
    select fiscal_year, line_id, outcome_sek
    from economics.mart_economics__income_statement
    where not is_total
) as mart
    on stated.fiscal_year = mart.fiscal_year and stated.line_id = mart.line_id
