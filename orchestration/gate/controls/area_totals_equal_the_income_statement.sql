-- title: Total costs, revenue and result by business area are those of the income statement
-- protects: mart_economics__result_by_business_area
-- comparison: equal
-- at_least_rows: 3
select
    'year ' || coalesce(statement.fiscal_year, areas.fiscal_year) || ', ' || coalesce(statement.side, areas.side) as subject,
    statement.outcome_sek as expected,
    areas.outcome_sek as actual
from (
    select fiscal_year, case line_id when 'net' then 'result' else line_id end as side, outcome_sek
    from economics.mart_economics__income_statement
) as statement
full join (
    select fiscal_year, side, outcome_sek
    from economics.mart_economics__result_by_business_area
    where is_total
) as areas
    on statement.fiscal_year = areas.fiscal_year and statement.side = areas.side
