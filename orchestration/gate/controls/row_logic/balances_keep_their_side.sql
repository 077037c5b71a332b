-- title: No large line of the balance sheet changes sides from one year's end to the next
-- protects: mart_economics__balance_sheet
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: (select count(*) from common.dim_fiscal_year) >= 2
-- not_applicable: one year is published
-- Large is a twentieth of the year's assets, in both years. A tax account or a settlement may be a claim one year and a
-- debt the next.
with lines as (
    select
        fiscal_year,
        statement_line_id,
        section,
        sum(closing_sek) as closing_sek
    from economics.fct_ledger_balances
    where section in ('asset', 'liability') and statement_line_id is not null
    group by all
),

years as (
    select
        fiscal_year,
        sum(closing_sek) as assets_sek
    from lines
    where section = 'asset'
    group by fiscal_year
)

select
    now.fiscal_year || ', ' || now.statement_line_id || ' (' || now.section || '): ' || now.closing_sek || ' after '
    || earlier.closing_sek as subject,
    0::decimal(28, 8) as expected,
    (
        sign(now.closing_sek) <> sign(earlier.closing_sek)
        and abs(now.closing_sek) * 20 >= abs(assets_sek) and abs(earlier.closing_sek) * 20 >= abs(assets_sek)
    )::int::decimal(28, 8) as actual
from lines as now
inner join lines as earlier
    on now.statement_line_id = earlier.statement_line_id and now.fiscal_year = earlier.fiscal_year + 1
inner join years on now.fiscal_year = years.fiscal_year
