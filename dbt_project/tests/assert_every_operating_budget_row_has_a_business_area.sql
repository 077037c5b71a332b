select
    fiscal_year,
    cost_centre,
    min(account) as first_account,
    {{ money_sum('amount_sek') }} as amount_sek
from {{ ref('int_economics__budget') }}
where budget_kind = 'operating' and business_area_id is null
group by fiscal_year, cost_centre
