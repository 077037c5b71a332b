-- title: The result fund opens with what it closed with the year before
-- protects: mart_economics__result_fund
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from reference.statement_lines where role = 'result_fund')
--   and exists (from common.dim_fiscal_year where prior_fiscal_year is not null)
-- not_applicable: the board has no result fund, or no year has its year before it in the warehouse
select
    'year ' || this_year.fiscal_year as subject,
    prior_year.closing_fund_sek as expected,
    this_year.opening_fund_sek as actual
from economics.mart_economics__result_fund as this_year
inner join common.dim_fiscal_year as years on this_year.fiscal_year = years.fiscal_year
left join economics.mart_economics__result_fund as prior_year on years.prior_fiscal_year = prior_year.fiscal_year
where years.prior_fiscal_year is not null
