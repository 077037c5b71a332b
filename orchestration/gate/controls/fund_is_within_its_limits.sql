-- title: A year's surplus and the accumulated fund are within the rule's shares of turnover, once it is booked
-- protects: mart_economics__result_fund
-- comparison: at_most
-- at_least_rows: 2
-- applies_where: exists (from reference.statement_lines where role = 'result_fund')
--   and exists (from reference.result_fund_rules)
-- not_applicable: the board has no result fund, or no rule limits it
with rules as (
    select
        valid_from_year,
        annual_limit_pct,
        accumulated_limit_pct,
        lead(valid_from_year, 1, 9999) over (order by valid_from_year) as next_valid_from_year
    from reference.result_fund_rules
),

limits as (
    select
        fund.fiscal_year,
        fund.result_sek,
        fund.closing_fund_sek,
        statement.outcome_sek * rules.annual_limit_pct / 100 as annual_limit,
        statement.outcome_sek * rules.accumulated_limit_pct / 100 as accumulated_limit
    from economics.mart_economics__result_fund as fund
    inner join common.dim_fiscal_year as years
        on fund.fiscal_year = years.fiscal_year and years.balance_date >= years.end_date
    left join economics.mart_economics__income_statement as statement
        on fund.fiscal_year = statement.fiscal_year and statement.line_id = 'cost'
    left join rules
        on fund.fiscal_year >= rules.valid_from_year and fund.fiscal_year < rules.next_valid_from_year
)

select
    'year ' || fiscal_year || ', surplus of the year' as subject,
    annual_limit::decimal(18, 2) as expected,
    result_sek as actual
from limits
union all
select
    'year ' || fiscal_year || ', accumulated fund' as subject,
    accumulated_limit::decimal(18, 2) as expected,
    closing_fund_sek as actual
from limits
