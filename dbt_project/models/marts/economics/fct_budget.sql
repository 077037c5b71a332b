select
    {{ as_text('fiscal_year') }}
    || '-' || fiscal_period_id
    || '-' || account
    || '-' || coalesce(cost_centre, '')
    || '-' || coalesce(project, '') as budget_id,
    fiscal_year,
    fiscal_period_id,
    budget_kind,
    {{ as_text('fiscal_year') }} || '-' || account as account_id,
    account,
    cost_centre,
    project,
    statement_line_id,
    business_area_id,
    amount_sek
from {{ ref('int_economics__budget') }}
