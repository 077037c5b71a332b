-- title: The result fund is the balances of its accounts, and its limits and headroom are those of the year's rule
-- protects: mart_economics__result_fund
-- comparison: equal
-- at_least_rows: 1
with funds as (
    select
        balances.fiscal_year,
        sum(accounts.presentation_sign * balances.opening_sek) as opening_fund_sek,
        sum(accounts.presentation_sign * balances.closing_sek) as closing_fund_sek
    from economics.fct_ledger_balances as balances
    inner join common.dim_account as accounts using (account_id, statement_line_id)
    inner join reference.statement_lines as lines using (statement_line_id)
    where lines.role = 'result_fund'
    group by balances.fiscal_year
),

amounts as (
    select
        net.fiscal_year,
        coalesce(funds.opening_fund_sek, 0) as opening_fund_sek,
        coalesce(funds.closing_fund_sek, 0) as closing_fund_sek,
        net.outcome_sek as result_sek,
        cost.outcome_sek as turnover_sek,
        rules.annual_limit_pct,
        rules.accumulated_limit_pct
    from economics.mart_economics__income_statement as net
    left join economics.mart_economics__income_statement as cost
        on net.fiscal_year = cost.fiscal_year and cost.line_id = 'cost'
    left join funds on net.fiscal_year = funds.fiscal_year
    asof left join reference.result_fund_rules as rules on net.fiscal_year >= rules.valid_from_year
    where net.line_id = 'net'
),

limits as (
    select
        *,
        (turnover_sek * annual_limit_pct / 100)::decimal(18, 2) as annual_limit_sek,
        (turnover_sek * accumulated_limit_pct / 100)::decimal(18, 2) as accumulated_limit_sek
    from amounts
),

recomputed as (
    select
        *,
        opening_fund_sek + result_sek as result_including_opening_fund_sek,
        closing_fund_sek - opening_fund_sek as appropriation_sek,
        opening_fund_sek + result_sek - closing_fund_sek as result_after_appropriation_sek,
        annual_limit_sek - result_sek as annual_headroom_sek,
        accumulated_limit_sek - closing_fund_sek as accumulated_headroom_sek,
        annual_headroom_sek >= 0 as is_within_annual_limit,
        accumulated_headroom_sek >= 0 as is_within_accumulated_limit
    from limits
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from economics.mart_economics__result_fund
    ) on rows_count, columns('_sek$|_pct$')
    into name measure value amount
)

select
    concat_ws(', ', fiscal_year, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by fiscal_year, is_within_annual_limit, is_within_accumulated_limit, measure
