-- title: Assets equal liabilities and equity
-- protects: mart_economics__balance_sheet
-- comparison: equal
-- at_least_rows: 1
select
    'year ' || fiscal_year as subject,
    sum(amount_sek) filter (line_id = 'total_equity_and_liabilities')::decimal(18, 2) as expected,
    sum(amount_sek) filter (line_id = 'total_assets')::decimal(18, 2) as actual
from economics.mart_economics__balance_sheet
group by fiscal_year
