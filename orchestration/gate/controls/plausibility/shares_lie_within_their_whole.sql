-- title: No share is above its whole or below nothing
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from measures.fct_measures inner join measures.dim_measure using (measure_id)
--   where unit = 'pct' and denominator is not null and numerator_quantity_id not like '%\_sek' escape '\'
--   and numerator_quantity_id not like '%\_over\_%' escape '\')
-- not_applicable: no share is measured
-- Part of a sample may be more than what the whole's register has. A deviation from a forecast or a budget is a share
-- of money that may be negative, or above the whole.
select
    fiscal_year || ', ' || measure_id || coalesce(nullif(', ' || member, ', '), '') || ': ' || measure_value || ' per cent' as subject,
    0::decimal(28, 8) as expected,
    (numerator < 0 or numerator > denominator)::int::decimal(28, 8) as actual
from measures.fct_measures
inner join measures.dim_measure using (measure_id)
where
    unit = 'pct' and denominator is not null
    and numerator_quantity_id not like '%\_sek' escape '\' and numerator_quantity_id not like '%\_over\_%' escape '\'
    and measure_id not in (select samples.measure_id from intermediate.int_measures__of_samples as samples)
