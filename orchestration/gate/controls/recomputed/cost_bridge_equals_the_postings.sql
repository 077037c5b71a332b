-- title: Each driver's costs, of this year and the prior one, are the sums of its postings
-- protects: mart_economics__cost_bridge
-- comparison: equal
-- at_least_rows: 1
with costs as (
    select
        postings.fiscal_year,
        if(grouping(postings.cost_driver_id) = 1, 'total', postings.cost_driver_id) as line_id,
        sum(postings.amount_sek * accounts.presentation_sign) as cost_sek
    from economics.fct_ledger_postings as postings
    inner join common.dim_account as accounts on postings.account_id = accounts.account_id
    where accounts.section = 'cost'
    group by grouping sets ((postings.fiscal_year, postings.cost_driver_id), (postings.fiscal_year))
),

lines as (
    select cost_driver_id as line_id, cost_driver_id, label_sv, false as is_total, sort_order
    from reference.cost_drivers
    union all
    select line_id, null, label_sv, true, sort_order
    from reference.report_lines
    where report_table_id = 'cost_bridge'
),

recomputed as (
    select
        years.fiscal_year,
        lines.*,
        coalesce(this_year.cost_sek, 0) as cost_sek,
        if(years.prior_fiscal_year is null, null, coalesce(prior_year.cost_sek, 0)) as prior_cost_sek,
        coalesce(this_year.cost_sek, 0) - prior_cost_sek as change_sek
    from common.dim_fiscal_year as years
    cross join lines
    left join costs as this_year
        on years.fiscal_year = this_year.fiscal_year and lines.line_id = this_year.line_id
    left join costs as prior_year
        on years.prior_fiscal_year = prior_year.fiscal_year and lines.line_id = prior_year.line_id
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from economics.mart_economics__cost_bridge
    ) on rows_count, sort_order, cost_sek, prior_cost_sek, change_sek
    into name measure value amount
)

select
    concat_ws(', ', fiscal_year, line_id, label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by fiscal_year, line_id, cost_driver_id, label_sv, is_total, measure
