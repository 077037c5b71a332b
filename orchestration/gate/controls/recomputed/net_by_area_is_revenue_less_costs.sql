-- title: An area's net is its revenue less its costs, in budget and outcome, of this year and the prior one
-- protects: mart_economics__net_by_business_area
-- comparison: equal
-- at_least_rows: 1
with lines as (
    select business_area_id as line_id, label_sv, parent_business_area_id is not null as is_of_which, sort_order
    from reference.business_areas
    union all
    select line_id, label_sv, false, sort_order
    from reference.report_lines
    where report_table_id = 'net_by_business_area'
),

sides as (
    select *, coalesce(business_area_id, 'total') as area_line_id, if(side = 'cost', -1, 1) as sign
    from economics.mart_economics__result_by_business_area
    where side <> 'result'
),

recomputed as (
    select
        sides.fiscal_year,
        lines.line_id,
        lines.label_sv,
        lines.is_of_which,
        lines.line_id = 'total' as is_total,
        lines.sort_order,
        sum(sides.sign * sides.budget_sek) as budgeted_net_sek,
        sum(sides.sign * sides.outcome_sek) as net_outcome_sek,
        sum(sides.deviation_sek) as deviation_sek,
        sum(sides.sign * sides.prior_outcome_sek) as prior_net_outcome_sek
    from sides
    left join lines on sides.area_line_id = lines.line_id
    group by all
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from economics.mart_economics__net_by_business_area
    ) on rows_count, sort_order, budgeted_net_sek, net_outcome_sek, deviation_sek, prior_net_outcome_sek
    into name measure value amount
)

select
    concat_ws(', ', fiscal_year, line_id, label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by fiscal_year, line_id, label_sv, is_of_which, is_total, measure
