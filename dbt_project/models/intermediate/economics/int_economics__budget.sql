select
    fiscal_year,
    fiscal_period_id,
    account,
    cost_centre,
    project,
    budget_kind,
    statement_line_id,
    section,
    business_area_id,
    {{ money_sum('amount_sek') }} as amount_sek,
    {{ money_sum('presented_sek') }} as presented_sek
from {{ ref('int_economics__budget_rows') }}
group by
    fiscal_year,
    fiscal_period_id,
    account,
    cost_centre,
    project,
    budget_kind,
    statement_line_id,
    section,
    business_area_id
