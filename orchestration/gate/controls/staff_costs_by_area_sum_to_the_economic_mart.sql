-- title: Staff costs by business area sum to the total, which is the economic mart's
-- protects: mart_hr__staff_costs
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from economics.fct_ledger_postings
--   where statement_line_id in (select statement_line_id from reference.statement_lines where role = 'staff_costs'))
-- not_applicable: the ledger has no staff costs
with sums as (
    select
        fiscal_year,
        sum(outcome_sek) filter (not is_total)::decimal(18, 2) as outcome_sek,
        sum(prior_outcome_sek) filter (not is_total)::decimal(18, 2) as prior_outcome_sek,
        sum(outcome_sek) filter (is_total)::decimal(18, 2) as total_sek
    from hr.mart_hr__staff_costs
    group by fiscal_year
)

select
    'year ' || totals.fiscal_year || ', ' || compared.side as subject,
    compared.expected,
    compared.actual
from economics.mart_economics__staff_costs as totals
left join sums using (fiscal_year)
cross join lateral (
    values
        ('the areas', totals.outcome_sek, sums.outcome_sek),
        ('the areas, the year before', coalesce(totals.prior_outcome_sek, 0), coalesce(sums.prior_outcome_sek, 0)),
        ('the total', totals.outcome_sek, sums.total_sek)
) as compared (side, expected, actual)
