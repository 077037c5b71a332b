-- title: The investments by project sum to the total, budget and outcome
-- protects: mart_economics__investments
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from economics.fct_budget where budget_kind = 'investment')
--   or exists (
--     from economics.fct_ledger_postings inner join common.dim_account using (account_id)
--     inner join common.dim_project using (project) where is_acquisition and project_kind = 'investment')
-- not_applicable: the ledger has no investments and no budget for them
with cells as (
    unpivot (select fiscal_year, is_total, budget_sek, outcome_sek from economics.mart_economics__investments)
    on budget_sek, outcome_sek into name measure value amount
)

select
    'year ' || fiscal_year || ', ' || measure as subject,
    sum(amount) filter (is_total)::decimal(18, 2) as expected,
    sum(amount) filter (not is_total)::decimal(18, 2) as actual
from cells
group by fiscal_year, measure
