-- title: What a measure takes from a cell of an economic mart is the sum of the ledger's rows below the cell
-- protects: fct_measures
-- comparison: equal
-- at_least_rows: 1
with cells as (
    select distinct quantity_id
    from intermediate.int_measures__economics
    where rests_on = 'cell'
),

sides as (
    select numerator as quantity_id, measure_id, 'numerator' as side from reference.measures
    union all
    select denominator as quantity_id, measure_id, 'denominator' as side from reference.measures
),

stated as (
    select distinct
        sides.quantity_id,
        measures.member,
        measures.fiscal_year,
        case sides.side when 'numerator' then measures.numerator else measures.denominator end as amount
    from measures.fct_measures as measures
    inner join sides using (measure_id)
    where sides.quantity_id in (select quantity_id from cells)
),

below as (
    select quantity_id, member, quantity_date, amount from intermediate.int_measures__ledger_sums
    union all
    select quantity_id, member, quantity_date, amount from intermediate.int_measures__economics
    where rests_on = 'row' and quantity_id in (select quantity_id from cells)
),

sums as (
    select quantity_id, member, year(quantity_date) as fiscal_year, sum(amount) as amount
    from below
    group by all
)

select
    'year ' || stated.fiscal_year || ', ' || stated.quantity_id || ' ' || stated.member as subject,
    stated.amount as expected,
    coalesce(sums.amount, 0)::decimal(28, 8) as actual
from stated
left join sums using (quantity_id, member, fiscal_year)
