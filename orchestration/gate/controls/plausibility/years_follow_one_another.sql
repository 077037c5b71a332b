-- title: No measure of counted rows becomes four times as large, or small, between two years
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from measures.fct_measures as now
--   inner join measures.fct_measures as earlier
--   on now.measure_id = earlier.measure_id and now.member = earlier.member
--   and now.fiscal_year = earlier.fiscal_year + 1
--   inner join measures.dim_measure on now.measure_id = dim_measure.measure_id
--   where dim_measure.unit not in ('sek', 'date', 'target', 'percentage_points') and earlier.measure_value > 0
--   and now.row_count >= 30 and earlier.row_count >= 30)
-- not_applicable: no measure counts thirty rows in two years
-- Measures of thirty rows or more in both years. Money follows the budget and is held by its own controls. What closed
-- or began during a year has in its last quarter the level that the next year goes on at: that change was seen then.
with quarters as (
    select
        quantity_id,
        member,
        year(month) as fiscal_year,
        sum(amount) as amount
    from intermediate.int_measures__by_month
    where quarter(month) = 4
    group by all
),

levels as (
    select
        dim_measure.measure_id,
        numerators.member,
        numerators.fiscal_year,
        dim_measure.factor * case
            when dim_measure.denominator_quantity_id is null then 4 * numerators.amount
            else numerators.amount / nullif(denominators.amount, 0)
        end as measure_value
    from measures.dim_measure
    inner join quarters as numerators on dim_measure.numerator_quantity_id = numerators.quantity_id
    left join quarters as denominators
        on
            dim_measure.denominator_quantity_id = denominators.quantity_id
            and numerators.member = denominators.member and numerators.fiscal_year = denominators.fiscal_year
    where not dim_measure.is_change and dim_measure.measure_window = 'calendar_year'
)

select
    now.fiscal_year || ', ' || now.measure_id || coalesce(nullif(', ' || now.member, ', '), '') || ': '
    || round(now.measure_value, 2)::decimal(18, 2) || ' after ' || round(earlier.measure_value, 2)::decimal(18, 2) as subject,
    0::decimal(28, 8) as expected,
    (
        (
            now.measure_value > 4 * earlier.measure_value
            and now.measure_value > 4 * coalesce(levels.measure_value, earlier.measure_value)
        )
        or (
            now.measure_value < earlier.measure_value / 4
            and now.measure_value < coalesce(levels.measure_value, earlier.measure_value) / 4
        )
    )::int::decimal(28, 8) as actual
from measures.fct_measures as now
inner join measures.fct_measures as earlier
    on now.measure_id = earlier.measure_id and now.member = earlier.member and now.fiscal_year = earlier.fiscal_year + 1
inner join measures.dim_measure on now.measure_id = dim_measure.measure_id
left join levels
    on
        earlier.measure_id = levels.measure_id and earlier.member = levels.member
        and earlier.fiscal_year = levels.fiscal_year
where
    dim_measure.unit not in ('sek', 'date', 'target', 'percentage_points') and earlier.measure_value > 0
    and now.row_count >= 30 and earlier.row_count >= 30
