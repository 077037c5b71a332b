-- title: What is forecast in one tertial of a year is forecast in every tertial, and a year with targets
--   has forecasts of indicators
-- protects: mart_goals__indicator_forecasts
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_goals__indicator_forecasts)
--   or exists (select 1 from staging.stg_goals__forecasts) or exists (select 1 from staging.stg_goals__area_forecasts)
-- not_applicable: no goal system delivers forecasts
-- The tertials of a year are those in which anything is forecast: the board's result, an area's, or an indicator. A
-- year whose indicators have targets owes a forecast of some of them where its goal system delivers such forecasts; one
-- that forecasts none says so once.
with forecasts as (
    select fiscal_year, tertial, 'the board''s ' || side as what from staging.stg_goals__forecasts
    union all
    select fiscal_year, tertial, side || ' of ' || business_area_id from staging.stg_goals__area_forecasts
    union all
    select fiscal_year, tertial, 'indicator ' || indicator_id from staging.stg_goals__indicator_forecasts
    union all
    select fiscal_year, tertial, 'some indicator' from staging.stg_goals__indicator_forecasts
),

tertials as (
    select distinct fiscal_year, tertial from forecasts
),

owed as (
    select distinct fiscal_year, what from forecasts
    union
    select distinct indicators.fiscal_year, 'some indicator'
    from goals.mart_goals__indicators as indicators
    inner join common.dim_fiscal_year as years using (fiscal_year)
    inner join raw.loads
        on
            loads.system = 'goals' and loads.entity = 'indicator_forecasts'
            and loads.period_from between years.start_date and years.end_date
    where indicators.board_target is not null
)

select
    owed.fiscal_year || ', ' || tertials.tertial || ': ' || owed.what as subject,
    0::decimal(28, 8) as expected,
    (
        not exists (
            select 1 from forecasts
            where
                forecasts.fiscal_year = owed.fiscal_year and forecasts.tertial = tertials.tertial
                and forecasts.what = owed.what
        )
    )::int::decimal(28, 8) as actual
from owed
inner join tertials using (fiscal_year)
