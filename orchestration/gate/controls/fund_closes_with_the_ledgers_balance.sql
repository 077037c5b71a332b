-- title: The result fund closes with the balance that the ledger states for its accounts (#UB)
-- protects: mart_economics__result_fund
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from reference.statement_lines where role = 'result_fund')
-- not_applicable: no statement line of the board is a result fund
with stated as (
    select fiscal_year, sum(presented_sek)::decimal(18, 2) as amount_sek
    from intermediate.int_ledger__stated_totals
    where label = 'UB' and statement_line_id in (select statement_line_id from reference.statement_lines where role = 'result_fund')
    group by fiscal_year
)

select
    'year ' || fiscal_year as subject,
    coalesce(stated.amount_sek, 0) as expected,
    fund.closing_fund_sek as actual
from stated
full join economics.mart_economics__result_fund as fund using (fiscal_year)
