-- title: The budget of costs, and of revenue, is at most twice and at least half of last year's
-- protects: fct_budget
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: (select count(distinct fiscal_year) from economics.fct_budget inner join common.dim_account using (fiscal_year, account) where section in ('cost', 'revenue')) >= 2
-- not_applicable: fewer than two years have a budget
with sides as (
    select
        fiscal_year,
        section,
        abs(sum(amount_sek)) as budget_sek
    from economics.fct_budget
    inner join common.dim_account using (fiscal_year, account)
    where section in ('cost', 'revenue')
    group by all
)

select
    now.fiscal_year || ', budget of ' || now.section || ': ' || now.budget_sek || ' after ' || earlier.budget_sek as subject,
    0::decimal(28, 8) as expected,
    (now.budget_sek > 2 * earlier.budget_sek or now.budget_sek < earlier.budget_sek / 2)::int::decimal(28, 8) as actual
from sides as now
inner join sides as earlier on now.section = earlier.section and now.fiscal_year = earlier.fiscal_year + 1
