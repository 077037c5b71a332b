select
    fiscal_year,
    statement_line_id,
    project_kind,
    activity,
    count(*) as posting_count,
    {{ money_sum('amount_sek') }} as amount_sek
from {{ ref('int_economics__postings') }}
where section = 'cost' and cost_driver_id is null
group by fiscal_year, statement_line_id, project_kind, activity
