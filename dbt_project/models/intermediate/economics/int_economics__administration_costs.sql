select
    postings.fiscal_year,
    {{ money_sum('postings.amount_sek') }} as cost_sek
from {{ ref('int_economics__postings') }} as postings
inner join {{ ref('cost_centres') }} as cost_centres
    on postings.cost_centre = cost_centres.cost_centre
inner join {{ ref('statement_lines') }} as statement_lines
    on postings.statement_line_id = statement_lines.statement_line_id
where cost_centres.is_administration and statement_lines.section = 'cost'
group by postings.fiscal_year
