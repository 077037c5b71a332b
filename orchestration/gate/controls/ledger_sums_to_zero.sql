-- title: All opening balances of a year sum to zero, or to the earlier result that was not carried, and
--   all its postings to zero
-- protects: fct_ledger_balances
-- comparison: equal
-- at_least_rows: 1
-- severity: explain
-- Where the board carries no result to equity (result_is_carried: not), the opening balances lack what those of the
-- year before lacked (#IB -1) and the result that the file states of that year (#RES -1). Where no file states it,
-- there is nothing to hold them to.
with sums as (
    select
        fiscal_year,
        sum(opening_sek)::decimal(18, 2) as opening_balances,
        sum(movement_sek)::decimal(18, 2) as postings
    from economics.fct_ledger_balances
    group by fiscal_year
),

items as (
    select fiscal_year, what, amount
    from (unpivot sums on opening_balances, postings into name what value amount)
),

uncarried as (
    select years.fiscal_year, sum(if(balances.label = 'IB', balances.amount, -balances.amount))::decimal(18, 2) as amount
    from raw.ledger_balances as balances
    inner join intermediate.int_ledger__fiscal_years as years using (load_id)
    where balances.label in ('IB', 'RES') and balances.year_index = -1 and cardinality(balances.objects) = 0
    group by years.fiscal_year
    having count(*) filter (balances.label = 'RES') > 0
),

rules as (
    select result_is_carried = 'not' as is_uncarried
    from reference.board_rules
)

select
    'year ' || items.fiscal_year || ', ' || replace(items.what, '_', ' ') as subject,
    -- An opening that sums to zero has carried everything.
    if(rules.is_uncarried and items.what = 'opening_balances' and items.amount <> 0, uncarried.amount, 0)::decimal(18, 2)
        as expected,
    items.amount as actual
from items
cross join rules
left join uncarried using (fiscal_year)
where
    not rules.is_uncarried or items.what = 'postings' or items.amount = 0 or uncarried.amount is not null
