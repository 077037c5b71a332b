-- title: Budget adherence is the budgeted costs less the result, before and after appropriation, over
--   the budgeted costs
-- protects: mart_economics__budget_adherence
-- comparison: equal
-- at_least_rows: 1
with results as (
    select fiscal_year, 'before_appropriation' as line_id, outcome_sek as result_sek
    from economics.mart_economics__result_by_business_area
    where line_id = 'result_total'
    union all
    select fiscal_year, 'after_appropriation', result_after_appropriation_sek
    from economics.mart_economics__result_fund
),

recomputed as (
    select
        results.fiscal_year,
        results.line_id,
        lines.label_sv,
        lines.sort_order,
        results.result_sek,
        costs.budget_sek as budgeted_cost_sek,
        try_cast(100 * (costs.budget_sek - results.result_sek) / nullif(costs.budget_sek, 0) as decimal(18, 8)) as budget_adherence_pct
    from results
    left join reference.report_lines as lines
        on lines.report_table_id = 'budget_adherence' and results.line_id = lines.line_id
    left join economics.mart_economics__result_by_business_area as costs
        on results.fiscal_year = costs.fiscal_year and costs.line_id = 'cost_total'
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from economics.mart_economics__budget_adherence
    ) on rows_count, sort_order, budgeted_cost_sek, result_sek, budget_adherence_pct
    into name measure value amount
)

select
    concat_ws(', ', fiscal_year, line_id, label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by fiscal_year, line_id, label_sv, measure
