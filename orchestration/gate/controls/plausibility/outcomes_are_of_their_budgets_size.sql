-- title: A year's costs and revenue of each area, and its investments, are between a quarter and five times their budget
-- protects: mart_economics__result_by_business_area
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from economics.mart_economics__result_by_business_area inner join common.dim_fiscal_year using (fiscal_year)
--   where budget_sek <> 0 and balance_date = end_date)
-- not_applicable: no year that is booked to its end has a budget by area
-- An area that is booked on another, investments that are booked as costs or without their project, a budget in another
-- unit. Less than a two-hundredth of the largest budget is left out; years that are not booked to their end have other
-- controls.
with amounts as (
    select fiscal_year, line_id, budget_sek, outcome_sek
    from economics.mart_economics__result_by_business_area
    where side <> 'result'
    union all
    select fiscal_year, 'investments', budget_sek, outcome_sek
    from economics.mart_economics__investments
    where is_total
)

select
    fiscal_year || ', ' || line_id || ': outcome ' || outcome_sek || ', budget ' || budget_sek as subject,
    0::decimal(28, 8) as expected,
    (
        (4 * outcome_sek < budget_sek or outcome_sek > 5 * budget_sek)
        and 200 * greatest(budget_sek, outcome_sek) >= max(budget_sek) over (partition by fiscal_year)
    )::int::decimal(28, 8) as actual
from amounts
inner join common.dim_fiscal_year using (fiscal_year)
where budget_sek > 0 and balance_date = end_date
