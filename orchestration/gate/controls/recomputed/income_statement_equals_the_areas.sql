-- title: The income statement is the totals of the table by business area, of this year and the prior
--   one, and their difference
-- protects: mart_economics__income_statement
-- comparison: equal
-- at_least_rows: 1
with recomputed as (
    select
        totals.fiscal_year,
        if(totals.side = 'result', 'net', totals.side) as line_id,
        lines.label_sv,
        lines.is_total,
        lines.sort_order,
        totals.outcome_sek,
        totals.prior_outcome_sek,
        totals.outcome_sek - totals.prior_outcome_sek as difference_sek
    from economics.mart_economics__result_by_business_area as totals
    left join reference.report_lines as lines
        on lines.report_table_id = 'income_statement' and lines.line_id = if(totals.side = 'result', 'net', totals.side)
    where totals.is_total
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from economics.mart_economics__income_statement
    ) on rows_count, sort_order, outcome_sek, prior_outcome_sek, difference_sek
    into name measure value amount
)

select
    concat_ws(', ', fiscal_year, line_id, label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by fiscal_year, line_id, label_sv, is_total, measure
