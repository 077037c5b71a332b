select
    {{ as_text('budget.fiscal_year') }}
    || '-' || budget.fiscal_period_id
    || '-' || budget.account
    || '-' || coalesce(budget.cost_centre, '')
    || '-' || coalesce(budget.project, '') as budget_id,
    budget.fiscal_year,
    budget.fiscal_period_id,
    budget.budget_kind,
    {{ as_text('budget.fiscal_year') }} || '-' || budget.account as account_id,
    budget.account,
    budget.cost_centre,
    budget.project,
    budget.statement_line_id,
    budget.business_area_id,
    budget.amount_sek,
    coalesce(lines.role, '') <> 'staff_costs'
    or budget.cost_centre is null
    or budget.cost_centre in (select units.cost_centre from {{ ref('int_hr__units_of_open_pay') }} as units)
        as is_open_to_all
from {{ ref('int_economics__budget') }} as budget
left join {{ ref('statement_lines') }} as lines
    on budget.statement_line_id = lines.statement_line_id
