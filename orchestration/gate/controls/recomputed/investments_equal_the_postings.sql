-- title: Each project's investments are the postings on its acquisition accounts, and its budget the ledger's
-- protects: mart_economics__investments
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from economics.fct_budget where budget_kind = 'investment')
--   or exists (
--     from economics.fct_ledger_postings inner join common.dim_account using (account_id)
--     inner join common.dim_project using (project) where is_acquisition and project_kind = 'investment')
-- not_applicable: the ledger has no investments and no budget for them
with posted as (
    select postings.fiscal_year, project, amount_sek * presentation_sign as outcome_sek, 0 as budget_sek
    from economics.fct_ledger_postings as postings
    inner join common.dim_account as accounts using (account_id)
    inner join common.dim_project as projects using (project)
    where accounts.is_acquisition and projects.project_kind = 'investment'
    union all
    select budget.fiscal_year, project, 0, amount_sek * presentation_sign
    from economics.fct_budget as budget
    inner join common.dim_account as accounts using (account_id)
    where budget_kind = 'investment'
),

amounts as (
    select
        fiscal_year, coalesce(project, 'total') as line_id,
        sum(outcome_sek) as outcome_sek, sum(budget_sek) as budget_sek
    from posted
    group by grouping sets ((fiscal_year, project), (fiscal_year))
),

lines as (
    select
        found.line_id,
        projects.project,
        coalesce(projects.project_name_sv, totals.label_sv) as label_sv,
        projects.project is null as is_total,
        row_number() over (order by projects.project nulls last) as sort_order
    from (select distinct line_id from amounts) as found
    left join common.dim_project as projects on found.line_id = projects.project
    left join reference.report_lines as totals
        on totals.report_table_id = 'investments' and found.line_id = totals.line_id
),

years as (
    select
        fiscal_year,
        fiscal_year in (select fiscal_year from economics.fct_budget where budget_kind = 'investment') as is_budgeted
    from common.dim_fiscal_year
),

recomputed as (
    select
        years.fiscal_year,
        lines.*,
        if(years.is_budgeted, coalesce(amounts.budget_sek, 0), null) as budget_sek,
        coalesce(amounts.outcome_sek, 0) as outcome_sek,
        if(years.is_budgeted, coalesce(amounts.budget_sek, 0), null) - coalesce(amounts.outcome_sek, 0) as deviation_sek
    from years
    cross join lines
    left join amounts on years.fiscal_year = amounts.fiscal_year and lines.line_id = amounts.line_id
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from economics.mart_economics__investments
    ) on rows_count, sort_order, budget_sek, outcome_sek, deviation_sek
    into name measure value amount
)

select
    concat_ws(', ', fiscal_year, line_id, label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by fiscal_year, line_id, project, label_sv, is_total, measure
