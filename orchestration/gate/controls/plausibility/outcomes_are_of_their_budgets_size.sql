-- title: Each area's costs and revenue, and the investments, are between a quarter and five times their
--   budget, as last year
-- protects: mart_economics__result_by_business_area
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: (
--   select count(distinct fiscal_year) from economics.mart_economics__result_by_business_area
--   inner join common.dim_fiscal_year using (fiscal_year)
--   where budget_sek > 0 and balance_date = end_date) >= 2
-- not_applicable: no area has a budget in two years that are booked to their end
-- An area that is booked on another, investments that are booked as costs or without their project, a budget in another
-- unit. A budget that last year's outcome was not near either does not measure this year's. Less than a two-hundredth
-- of the largest budget is left out; years that are not booked to their end have other controls.
with amounts as (
    select fiscal_year, line_id, budget_sek, outcome_sek
    from economics.mart_economics__result_by_business_area
    where side <> 'result'
    union all
    select fiscal_year, 'investments', budget_sek, outcome_sek
    from economics.mart_economics__investments
    where is_total
),

judged as (
    select
        fiscal_year,
        line_id,
        budget_sek,
        outcome_sek,
        4 * outcome_sek < budget_sek or outcome_sek > 5 * budget_sek as is_far,
        200 * greatest(budget_sek, outcome_sek) >= max(budget_sek) over (partition by fiscal_year) as is_large
    from amounts
    inner join common.dim_fiscal_year using (fiscal_year)
    where budget_sek > 0 and balance_date = end_date
)

select
    now.fiscal_year || ', ' || now.line_id || ': outcome ' || now.outcome_sek || ', budget ' || now.budget_sek as subject,
    0::decimal(28, 8) as expected,
    (now.is_far and now.is_large and not earlier.is_far)::int::decimal(28, 8) as actual
from judged as now
inner join judged as earlier on now.line_id = earlier.line_id and now.fiscal_year = earlier.fiscal_year + 1
