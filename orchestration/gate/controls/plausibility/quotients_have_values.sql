-- title: A quotient has a value wherever it has a numerator and a denominator that is not zero
-- protects: fct_measures
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from measures.fct_measures where denominator <> 0)
--   or exists (select 1 from economics.mart_economics__budget_adherence where budgeted_cost_sek <> 0)
--   or exists (select 1 from economics.mart_economics__forecasts where forecast_sek <> 0)
-- not_applicable: nothing that is published is a quotient
-- A quotient of more than ten digits before its point is not published: its denominator is nearly nothing, as a budget
-- or a forecast of one krona is. The amounts in the delivery are wrong, and so is what they sum to.
with quotients as (
    select
        'measure ' || measure_value_id as what,
        numerator,
        denominator,
        measure_value is null as is_empty
    from measures.fct_measures as published
    -- A change has no value before there is a year to change from.
    anti join reference.measures as changes on published.measure_id = changes.measure_id and changes.is_change
    where published.denominator <> 0
    union all
    select
        'budget adherence ' || fiscal_year || ', ' || line_id,
        budgeted_cost_sek - result_sek,
        budgeted_cost_sek,
        budget_adherence_pct is null
    from economics.mart_economics__budget_adherence
    where budgeted_cost_sek <> 0
    union all
    select
        'forecast ' || fiscal_year || ' ' || edition || ', ' || line_id,
        forecast_error_sek,
        forecast_sek,
        forecast_error_pct is null
    from economics.mart_economics__forecasts
    where forecast_sek <> 0 and forecast_error_sek is not null and side <> 'result'
)

select
    what || if(is_empty, ': ' || numerator || ' over ' || denominator || ' is too large', '') as subject,
    0::decimal(28, 8) as expected,
    is_empty::int::decimal(28, 8) as actual
from quotients
