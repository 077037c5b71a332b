-- title: The areas' net outcomes sum to the result of the year
-- protects: mart_economics__net_by_business_area
-- comparison: equal
-- at_least_rows: 1
with nets as (
    select fiscal_year, sum(net_outcome_sek)::decimal(18, 2) as net_outcome_sek
    from economics.mart_economics__net_by_business_area
    where not is_total and not is_of_which
    group by fiscal_year
)

select
    'year ' || coalesce(statement.fiscal_year, nets.fiscal_year) as subject,
    statement.outcome_sek as expected,
    -- A year without postings on result accounts has no areas.
    coalesce(nets.net_outcome_sek, 0)::decimal(18, 2) as actual
from (
    select fiscal_year, outcome_sek
    from economics.mart_economics__income_statement
    where line_id = 'net'
) as statement
full join nets on statement.fiscal_year = nets.fiscal_year
