-- title: The budget, and each area's and account's of costs or revenue, is at most twice and at least half of last
--   year's, and balances as it did
-- protects: fct_budget
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: (select count(distinct fiscal_year) from economics.fct_budget
--   inner join common.dim_account using (fiscal_year, account) where section in ('cost', 'revenue')) >= 2
-- not_applicable: fewer than two years have a budget
-- An area's or an account's budget counts where it was a fiftieth of the whole side. A budget whose costs were its
-- revenue to the krona is held to that.
with accounts as (
    select
        fiscal_year,
        section,
        account,
        business_area_id,
        sum(amount_sek) as budget_sek
    from economics.fct_budget
    inner join common.dim_account using (fiscal_year, account)
    where section in ('cost', 'revenue')
    group by all
),

areas as (
    select
        fiscal_year,
        section,
        business_area_id,
        sum(budget_sek) as budget_sek
    from accounts
    group by fiscal_year, section, business_area_id
),

sides as (
    select
        fiscal_year,
        section,
        null as part,
        abs(sum(budget_sek)) as budget_sek
    from areas
    group by fiscal_year, section
),

compared as (
    select
        *,
        budget_sek as side_sek
    from sides
    union all
    select
        areas.fiscal_year,
        areas.section,
        areas.business_area_id,
        abs(areas.budget_sek),
        sides.budget_sek
    from areas
    inner join sides using (fiscal_year, section)
    where areas.business_area_id is not null
    union all
    select
        fiscal_year,
        section,
        'account ' || account,
        abs(sum(accounts.budget_sek)),
        any_value(sides.budget_sek)
    from accounts
    inner join sides using (fiscal_year, section)
    group by fiscal_year, section, account
),

balances as (
    select
        fiscal_year,
        sum(budget_sek) as balance_sek
    from areas
    group by fiscal_year
)

select
    earlier.fiscal_year + 1 || ', budget of ' || earlier.section || coalesce(' of ' || earlier.part, '') || ': '
    || coalesce(now.budget_sek, 0) || ' after ' || earlier.budget_sek as subject,
    0::decimal(28, 8) as expected,
    (
        coalesce(now.budget_sek, 0) > 2 * earlier.budget_sek or coalesce(now.budget_sek, 0) < earlier.budget_sek / 2
    )::int::decimal(28, 8) as actual
from compared as earlier
left join compared as now
    on
        earlier.section = now.section and earlier.fiscal_year + 1 = now.fiscal_year
        and earlier.part is not distinct from now.part
where
    earlier.fiscal_year + 1 in (select sides.fiscal_year from sides)
    and earlier.budget_sek * 50 >= earlier.side_sek
union all
select
    now.fiscal_year || ', costs less revenue of the budget',
    if(earlier.balance_sek = 0, 0, now.balance_sek)::decimal(28, 8),
    now.balance_sek::decimal(28, 8)
from balances as now
inner join balances as earlier on now.fiscal_year = earlier.fiscal_year + 1
