-- title: The parts of each total of the balance sheet sum to it
-- protects: mart_economics__balance_sheet
-- comparison: equal
-- at_least_rows: 5
with sums(total, part) as (
    values
    ('total_assets', 'fixed_assets'),
    ('total_assets', 'current_assets'),
    ('current_assets', 'customer_receivables'),
    ('current_assets', 'other_receivables'),
    ('current_assets', 'prepaid_costs_and_accrued_revenue'),
    ('prepaid_costs_and_accrued_revenue', 'prepaid_costs'),
    ('prepaid_costs_and_accrued_revenue', 'accrued_revenue'),
    ('short_term_liabilities', 'supplier_liabilities'),
    ('short_term_liabilities', 'accrued_costs'),
    ('total_equity_and_liabilities', 'short_term_liabilities'),
    ('total_equity_and_liabilities', 'equity')
)

select
    'year ' || totals.fiscal_year || ', ' || totals.line_id as subject,
    any_value(totals.amount_sek) as expected,
    sum(parts.amount_sek)::decimal(18, 2) as actual
from economics.mart_economics__balance_sheet as totals
inner join sums on totals.line_id = sums.total
left join economics.mart_economics__balance_sheet as parts
    on totals.fiscal_year = parts.fiscal_year and sums.part = parts.line_id
group by totals.fiscal_year, totals.line_id
