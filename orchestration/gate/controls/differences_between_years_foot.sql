-- title: Outcome less the prior year's outcome is the difference shown
-- protects: mart_economics__income_statement
-- comparison: equal
-- at_least_rows: 3
-- applies_where: exists (from common.dim_fiscal_year where prior_fiscal_year is not null)
-- not_applicable: no year has its year before it in the warehouse
select
    'year ' || this_year.fiscal_year || ', ' || this_year.line_id as subject,
    (this_year.outcome_sek - prior_year.outcome_sek)::decimal(18, 2) as expected,
    this_year.difference_sek as actual
from economics.mart_economics__income_statement as this_year
inner join common.dim_fiscal_year as years on this_year.fiscal_year = years.fiscal_year
inner join economics.mart_economics__income_statement as prior_year
    on years.prior_fiscal_year = prior_year.fiscal_year and this_year.line_id = prior_year.line_id
