-- title: The business areas, without those shown as of-which, sum to the total of each side and column
-- protects: mart_economics__result_by_business_area
-- comparison: equal
-- at_least_rows: 1
with cells as (
    unpivot (
        select
            fiscal_year, side, is_total, is_of_which, budget_sek, outcome_sek, deviation_sek, prior_outcome_sek
        from economics.mart_economics__result_by_business_area
        where side <> 'result'
    ) on budget_sek, outcome_sek, deviation_sek, prior_outcome_sek into name measure value amount
)

select
    'year ' || fiscal_year || ', ' || side || ', ' || measure as subject,
    sum(amount) filter (is_total)::decimal(18, 2) as expected,
    -- Where no area has a row on a side, the total is zero.
    coalesce(sum(amount) filter (not is_total and not is_of_which), 0)::decimal(18, 2) as actual
from cells
group by fiscal_year, side, measure
