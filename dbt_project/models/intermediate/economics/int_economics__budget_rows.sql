-- A budget comes as account totals, without codes, and again by object. Only these are counted:
-- those by cost centre for the operating budget, those by project for the investment budget.
with budget_rows as (
    select
        balances.*,
        lines.statement_line_id,
        lines.section,
        lines.presentation_sign,
        {{ business_area_of('lines', 'cost_centres') }} as business_area_id,
        case
            when lines.statement = 'income' and balances.cost_centre is not null then 'operating'
            when lines.statement = 'balance' and balances.project is not null then 'investment'
        end as budget_kind
    from {{ ref('int_ledger__balances') }} as balances
    left join {{ ref('int_ledger__account_lines') }} as lines
        on balances.fiscal_year = lines.fiscal_year and balances.account = lines.account
    left join {{ ref('cost_centres') }} as cost_centres
        on balances.cost_centre = cost_centres.cost_centre
    where balances.label = 'PBUDGET'
)

select
    load_id,
    file_name,
    line_number,
    fiscal_year,
    fiscal_period_id,
    account,
    cost_centre,
    project,
    budget_kind,
    statement_line_id,
    section,
    business_area_id,
    amount_sek,
    {{ money('amount_sek * presentation_sign') }} as presented_sek
from budget_rows
where budget_kind is not null
