-- title: Staff costs are the outcomes that the ledger states for their accounts (#RES)
-- protects: mart_economics__staff_costs
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from economics.fct_ledger_postings
--   where statement_line_id in (select statement_line_id from reference.statement_lines where role = 'staff_costs'))
-- not_applicable: the ledger has no staff costs
with stated as (
    select fiscal_year, sum(presented_sek)::decimal(18, 2) as amount_sek
    from intermediate.int_ledger__stated_totals
    where label = 'RES' and statement_line_id in (select statement_line_id from reference.statement_lines where role = 'staff_costs')
    group by fiscal_year
)

select
    'year ' || fiscal_year as subject,
    stated.amount_sek as expected,
    mart.outcome_sek as actual
from stated
full join economics.mart_economics__staff_costs as mart using (fiscal_year)
