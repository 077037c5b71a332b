-- title: Opening fund plus the year's result is closing fund plus the result after appropriation
-- protects: mart_economics__result_fund
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from reference.statement_lines where role = 'result_fund')
-- not_applicable: no statement line of the board is a result fund
select
    'year ' || fund.fiscal_year as subject,
    (fund.opening_fund_sek + statement.outcome_sek)::decimal(18, 2) as expected,
    (fund.closing_fund_sek + fund.result_after_appropriation_sek)::decimal(18, 2) as actual
from economics.mart_economics__result_fund as fund
left join economics.mart_economics__income_statement as statement
    on fund.fiscal_year = statement.fiscal_year and statement.line_id = 'net'
