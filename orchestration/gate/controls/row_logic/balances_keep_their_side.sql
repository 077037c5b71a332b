-- title: No large line of the balance sheet, and no counterparty's part of an account, changes sides from one year's
--   end to the next
-- protects: mart_economics__balance_sheet
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: (select count(*) from common.dim_fiscal_year) >= 2
-- not_applicable: one year is published
-- Large is a twentieth of the year's assets, in both years. A tax account or a settlement may be a claim one year and a
-- debt the next. A supplier of whom more is paid than was invoiced, or a customer who has paid for another, is large by
-- a twentieth of the account.
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
),

parties as (
    select
        years.fiscal_year,
        balances.account,
        balances.objects[roles.dimension] as counterparty,
        coalesce(sum(balances.amount_sek) filter (balances.label = 'OIB'), 0) as opening_sek,
        coalesce(sum(balances.amount_sek) filter (balances.label = 'OUB'), 0) as closing_sek
    from staging.stg_ledger__balances as balances
    inner join common.dim_fiscal_year as years on balances.ledger_file_id = years.load_id || '/' || years.file_name
    inner join reference.ledger_dimensions as roles on map_keys(balances.objects) = [roles.dimension]
    where balances.year_index = 0 and balances.label in ('OIB', 'OUB') and roles.dimension_role = 'counterparty'
    group by all
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
union all
select
    fiscal_year || ', ' || account || ', counterparty ' || counterparty || ': ' || closing_sek || ' after '
    || opening_sek,
    0,
    (
        sign(closing_sek) * sign(account_sek) = -1 and sign(opening_sek) <> sign(closing_sek)
        and abs(closing_sek) * 20 >= abs(account_sek)
    )::int
from (
    select
        *,
        sum(closing_sek) over (partition by fiscal_year, account) as account_sek
    from parties
)
