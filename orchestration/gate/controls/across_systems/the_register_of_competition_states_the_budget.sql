-- title: The costs that the register of competition says are budgeted, and most businesses' of it, are the ledger's
--   budget, within a twentieth, where they ever were
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from staging.stg_registers__competition_purchases
--   inner join economics.fct_budget on year(as_of_date) = fiscal_year where budget_kind = 'operating')
-- not_applicable: no year has both a register of competition and a budget
-- A register of other costs than the ledger's is known by no year that agrees, and asked nothing. A business is an area
-- of the same name; where two thirds of them agree, each is held to it.
with areas as (
    select
        fiscal_year,
        label_sv,
        sum(amount_sek) as budget_sek
    from economics.fct_budget
    inner join common.dim_account using (fiscal_year, account)
    left join common.dim_business_area using (business_area_id)
    where section = 'cost' and budget_kind = 'operating'
    group by fiscal_year, label_sv
),

registers as (
    select
        year(as_of_date) as fiscal_year,
        sum(budgeted_cost_sek) as registered_sek
    from staging.stg_registers__competition_purchases
    group by all
),

budgets as (
    select
        fiscal_year,
        sum(budget_sek) as budget_sek
    from areas
    group by fiscal_year
),

compared as (
    select
        fiscal_year,
        registered_sek,
        budget_sek,
        20 * abs(registered_sek - budget_sek) <= budget_sek as agrees
    from registers
    inner join budgets using (fiscal_year)
)

select
    fiscal_year || ': budgeted costs of the register ' || registered_sek || ', of the ledger ' || budget_sek as subject,
    0::decimal(28, 8) as expected,
    (not agrees and bool_or(agrees) over ())::int::decimal(28, 8) as actual
from compared
union all
select
    fiscal_year || ', ' || label_sv || ': budgeted costs of the register ' || registered_sek || ', of the ledger ' || budget_sek,
    0::decimal(28, 8),
    (not agrees and 3 * count(*) filter (agrees) over (partition by fiscal_year) >= 2 * count(*) over (partition by fiscal_year))::int::decimal(28, 8)
from (
    select
        areas.fiscal_year,
        areas.label_sv,
        purchases.budgeted_cost_sek as registered_sek,
        areas.budget_sek,
        20 * abs(registered_sek - areas.budget_sek) <= areas.budget_sek as agrees
    from staging.stg_registers__competition_purchases as purchases
    inner join areas on year(purchases.as_of_date) = areas.fiscal_year and lower(purchases.operations_sv) = lower(areas.label_sv)
)
