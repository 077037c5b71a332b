select
    costs.fiscal_year,
    costs.statement_line_id,
    lines.label_sv,
    costs.outcome_sek,
    costs.prior_outcome_sek,
    costs.difference_sek,
    costs.of_which_wage_revision_sek
from {{ ref('int_economics__staff_costs') }} as costs
left join {{ ref('statement_lines') }} as lines
    on costs.statement_line_id = lines.statement_line_id
