-- title: Fixed assets change by the year's investments less its depreciation
-- protects: mart_economics__investments
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from common.dim_fiscal_year where prior_fiscal_year is not null)
--   and exists (from reference.statement_lines where role = 'depreciation')
--   and exists (from reference.chart_of_accounts where is_acquisition)
-- not_applicable: no account takes acquisitions, or no year has its year before it in the warehouse
with depreciation as (
    select fiscal_year, sum(movement_sek)::decimal(18, 2) as amount_sek
    from economics.fct_ledger_balances
    where statement_line_id in (select statement_line_id from reference.statement_lines where role = 'depreciation')
    group by fiscal_year
)

select
    'year ' || sheet.fiscal_year as subject,
    sheet.change_sek as expected,
    (investments.outcome_sek - depreciation.amount_sek)::decimal(18, 2) as actual
from economics.mart_economics__balance_sheet as sheet
inner join common.dim_fiscal_year as years on sheet.fiscal_year = years.fiscal_year
left join economics.mart_economics__investments as investments
    on sheet.fiscal_year = investments.fiscal_year and investments.is_total
left join depreciation on sheet.fiscal_year = depreciation.fiscal_year
where sheet.line_id = 'fixed_assets' and years.prior_fiscal_year is not null
