-- title: Each area's costs and revenue, of the year and to each tertial's end, are the sums of its
--   postings and of its budget
-- protects: mart_economics__result_to_date
-- comparison: equal
-- at_least_rows: 1
with posted as (
    select
        fiscal_year, fiscal_period_id, account_id, business_area_id,
        sum(amount_sek) as outcome_sek, 0 as budget_sek
    from economics.fct_ledger_postings
    group by all
    union all
    select fiscal_year, fiscal_period_id, account_id, business_area_id, 0, sum(amount_sek)
    from economics.fct_budget
    where budget_kind = 'operating'
    group by all
),

editions as (
    select edition, first_month, last_month
    from reference.report_editions
    inner join reference.measure_windows using (measure_window)
    where measure_window <> 'calendar_year'
    union all
    select 'year', 1, 12
),

amounts as (
    select
        posted.fiscal_year,
        editions.edition,
        accounts.section as side,
        posted.business_area_id,
        sum(posted.outcome_sek * accounts.presentation_sign) as outcome_sek,
        sum(posted.budget_sek * accounts.presentation_sign) as budget_sek
    from posted
    inner join common.dim_account as accounts on posted.account_id = accounts.account_id
    inner join editions
        on
            month(strptime(posted.fiscal_period_id, '%Y%m')) between editions.first_month and editions.last_month
    where accounts.statement = 'income'
    group by all
),

sums as (
    select
        fiscal_year, edition, side || '_' || wholes.business_area_id as line_id,
        sum(outcome_sek) as outcome_sek, sum(budget_sek) as budget_sek
    from amounts
    inner join common.dim_business_area as parts using (business_area_id)
    inner join common.dim_business_area as wholes on starts_with(parts.path, wholes.path)
    group by all
    union all
    select fiscal_year, edition, side || '_total', sum(outcome_sek), sum(budget_sek)
    from amounts
    group by all
    union all
    select
        fiscal_year, edition, 'result_total',
        sum(if(side = 'cost', -outcome_sek, outcome_sek)), sum(if(side = 'cost', -budget_sek, budget_sek))
    from amounts
    group by all
),

lines as (
    select
        sides.side || '_' || areas.business_area_id as line_id,
        sides.side,
        areas.parent_business_area_id is not null as is_of_which,
        false as is_total,
        areas.business_area_id,
        sides.first_place + areas.sort_order as sort_order,
        if(
            areas.parent_business_area_id is null, '',
            (select label_sv || ' ' from reference.report_lines where line_id = 'of_which')
        ) || areas.label_sv as label_sv
    from reference.business_areas as areas
    cross join (values ('cost', 10000), ('revenue', 20000)) as sides (side, first_place)
    union all
    select sides.side || '_total', sides.side, false, true, null, totals.sort_order, totals.label_sv
    from (values ('cost'), ('revenue'), ('result')) as sides (side)
    left join reference.report_lines as totals
        on totals.report_table_id = 'result_by_business_area' and totals.line_id = sides.side || '_total'
),

years as (
    select
        fiscal_year, prior_fiscal_year,
        fiscal_year in (select fiscal_year from economics.fct_budget where budget_kind = 'operating') as is_budgeted
    from common.dim_fiscal_year
),

recomputed as (
    select
        years.fiscal_year,
        editions.edition,
        lines.line_id,
        lines.side,
        lines.is_of_which,
        lines.is_total,
        lines.business_area_id,
        lines.label_sv,
        lines.sort_order,
        coalesce(this_year.outcome_sek, 0) as outcome_sek,
        if(years.is_budgeted, coalesce(this_year.budget_sek, 0), null) as budget_sek,
        if(
            years.is_budgeted,
            if(starts_with(lines.line_id, 'cost_'), -1, 1)
            * (coalesce(this_year.outcome_sek, 0) - coalesce(this_year.budget_sek, 0)),
            null
        ) as deviation_sek,
        if(years.prior_fiscal_year is null, null, coalesce(prior_year.outcome_sek, 0)) as prior_outcome_sek,
        if(years.is_budgeted and editions.edition <> 'year', coalesce(whole_year.budget_sek, 0), null) as year_budget_sek
    from years
    cross join editions
    cross join lines
    left join sums as this_year
        on (years.fiscal_year, editions.edition, lines.line_id) = (this_year.fiscal_year, this_year.edition, this_year.line_id)
    left join sums as prior_year
        on
            (years.prior_fiscal_year, editions.edition, lines.line_id)
            = (prior_year.fiscal_year, prior_year.edition, prior_year.line_id)
    left join sums as whole_year
        on (years.fiscal_year, 'year', lines.line_id) = (whole_year.fiscal_year, whole_year.edition, whole_year.line_id)
    where lines.business_area_id is null or lines.line_id in (select line_id from sums)
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, 'year' as edition, *
        from economics.mart_economics__result_by_business_area
        union all by name
        select 'published' as source, 1 as rows_count, *
        from economics.mart_economics__result_to_date
    ) on rows_count, sort_order, year_budget_sek, budget_sek, outcome_sek, deviation_sek, prior_outcome_sek
    into name measure value amount
)

select
    concat_ws(', ', fiscal_year, edition, line_id, label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by fiscal_year, edition, line_id, side, is_of_which, is_total, business_area_id, label_sv, measure
