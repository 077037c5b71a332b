-- title: What a measure divides has a denominator: no member has a numerator alone, which would count in no value
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   from reference.measures as measures
--   semi join intermediate.int_measures__by_month as parts on measures.numerator = parts.quantity_id
--   semi join intermediate.int_measures__by_month as wholes on measures.denominator = wholes.quantity_id)
-- not_applicable: nothing that is published is a quotient
-- A year in which the denominator has no member at all is a year that was not delivered.
with amounts as (
    select quantity_id, member, year(month) as calendar_year, sum(abs(amount)) as amount
    from intermediate.int_measures__by_month
    group by all
),

divided as (
    select measures.measure_id, measures.numerator, measures.denominator, amounts.member, amounts.calendar_year, amounts.amount
    from reference.measures as measures
    inner join amounts on measures.numerator = amounts.quantity_id
    semi join amounts as wholes on measures.denominator = wholes.quantity_id
)

select
    calendar_year || ', ' || measure_id || coalesce(nullif(', ' || member, ', '), '')
    || ': ' || numerator || ' has amounts, ' || denominator || ' none' as subject,
    0::decimal(28, 8) as expected,
    (
        amount <> 0
        and (denominator, calendar_year) in (select (wholes.quantity_id, wholes.calendar_year) from amounts as wholes)
        and (denominator, member, calendar_year)
        not in (select (wholes.quantity_id, wholes.member, wholes.calendar_year) from amounts as wholes)
    )::int::decimal(28, 8) as actual
from divided
