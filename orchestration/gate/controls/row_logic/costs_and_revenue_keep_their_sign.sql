-- title: No large cost account turns into a revenue from one year to the next, or the other way round
-- protects: mart_economics__income_statement
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: (select count(*) from common.dim_fiscal_year) >= 2
-- not_applicable: one year is published
-- Large is a two-hundredth of the year's costs, in both years. Smaller accounts, such as rounding, change sides by
-- chance.
with accounts as (
    select
        fiscal_year,
        account,
        section,
        movement_sek,
        sum(movement_sek) filter (section = 'cost') over (partition by fiscal_year) as cost_sek
    from economics.fct_ledger_balances
    where section in ('cost', 'revenue')
)

select
    now.fiscal_year || ', ' || now.account || ' (' || now.section || '): ' || now.movement_sek || ' after ' || earlier.movement_sek as subject,
    0::decimal(28, 8) as expected,
    (
        sign(now.movement_sek) <> sign(earlier.movement_sek)
        and abs(now.movement_sek) * 200 >= abs(now.cost_sek) and abs(earlier.movement_sek) * 200 >= abs(earlier.cost_sek)
    )::int::decimal(28, 8) as actual
from accounts as now
inner join accounts as earlier on now.account = earlier.account and now.fiscal_year = earlier.fiscal_year + 1
