-- title: The forecasts of the areas at the top sum to the board's
-- protects: mart_economics__forecasts
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_goals__area_forecasts)
-- not_applicable: no forecast by business area has been delivered
with areas as (
    select fiscal_year, tertial, side, sum(amount_sek) as amount_sek
    from staging.stg_goals__area_forecasts
    inner join common.dim_business_area using (business_area_id)
    where parent_business_area_id is null
    group by all
)

select
    concat_ws(', ', fiscal_year, tertial, side) as subject,
    board.amount_sek::decimal(28, 8) as expected,
    areas.amount_sek::decimal(28, 8) as actual
from areas
left join staging.stg_goals__forecasts as board using (fiscal_year, tertial, side)
