-- title: Staff costs in all and by business area, of this year and the prior one, are the sums of their postings
-- protects: mart_economics__staff_costs
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   from economics.fct_ledger_postings inner join common.dim_account using (account_id)
--   inner join reference.statement_lines on dim_account.statement_line_id = statement_lines.statement_line_id
--   where statement_lines.role = 'staff_costs')
-- not_applicable: the ledger has no staff costs
with costs as (
    select
        fiscal_year,
        if(grouping(postings.business_area_id) = 1, 'total', postings.business_area_id) as line_id,
        sum(postings.amount_sek * accounts.presentation_sign) as cost_sek,
        sum(postings.amount_sek * accounts.presentation_sign) filter (drivers.role = 'wage_revision')
            as wage_revision_sek
    from economics.fct_ledger_postings as postings
    inner join common.dim_account as accounts using (account_id, fiscal_year)
    inner join reference.statement_lines as lines on accounts.statement_line_id = lines.statement_line_id
    left join reference.cost_drivers as drivers on postings.cost_driver_id = drivers.cost_driver_id
    where lines.role = 'staff_costs'
    group by grouping sets ((fiscal_year, postings.business_area_id), (fiscal_year))
),

recomputed as (
    select
        years.fiscal_year,
        lines.line_id,
        coalesce(this_year.cost_sek, 0) as outcome_sek,
        if(years.prior_fiscal_year is null, null, coalesce(prior_year.cost_sek, 0)) as prior_outcome_sek,
        coalesce(this_year.cost_sek, 0) - prior_outcome_sek as difference_sek,
        if(
            lines.line_id = 'total' and years.prior_fiscal_year is not null
            and exists (select 1 from costs where wage_revision_sek is not null),
            coalesce(this_year.wage_revision_sek, 0) - coalesce(prior_year.wage_revision_sek, 0),
            null
        ) as of_which_wage_revision_sek
    from common.dim_fiscal_year as years
    cross join (select distinct line_id from costs) as lines
    left join costs as this_year
        on years.fiscal_year = this_year.fiscal_year and lines.line_id = this_year.line_id
    left join costs as prior_year
        on years.prior_fiscal_year = prior_year.fiscal_year and lines.line_id = prior_year.line_id
),

cells as (
    unpivot (
        select
            'recomputed' as source, 'mart_economics__staff_costs' as mart, 1 as rows_count,
            recomputed.* exclude (line_id), lines.statement_line_id as line_id, lines.label_sv
        from recomputed
        inner join reference.statement_lines as lines on lines.role = 'staff_costs'
        where line_id = 'total'
        union all by name
        select
            'recomputed' as source, 'mart_hr__staff_costs' as mart, 1 as rows_count,
            recomputed.* exclude (of_which_wage_revision_sek),
            coalesce(areas.label_sv, totals.label_sv) as label_sv
        from recomputed
        left join reference.business_areas as areas on recomputed.line_id = areas.business_area_id
        left join reference.code_labels as totals
            on totals.code_set = 'sick_leave_breakdown' and recomputed.line_id = totals.code
        union all by name
        select
            'published' as source, 'mart_economics__staff_costs' as mart, 1 as rows_count,
            *, statement_line_id as line_id
        from economics.mart_economics__staff_costs
        union all by name
        select 'published' as source, 'mart_hr__staff_costs' as mart, 1 as rows_count, * exclude (cost_per_full_time_sek)
        from hr.mart_hr__staff_costs
    ) on rows_count, columns('_sek$')
    into name measure value amount
)

select
    concat_ws(', ', mart, fiscal_year, line_id, label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by mart, fiscal_year, line_id, label_sv, measure
