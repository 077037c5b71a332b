with costs as (
    select
        fiscal_year,
        statement_line_id,
        {{ money_sum('cost_sek') }} as outcome_sek,
        {{ money_sum('prior_cost_sek') }} as prior_outcome_sek,
        {{
            money_sum("case when cost_driver_id = 'wage_revision' then cost_sek - prior_cost_sek end")
        }} as wage_revision_sek
    from {{ ref('int_economics__driver_costs') }}
    where statement_line_id = 'staff_costs'
    group by fiscal_year, statement_line_id
)

select
    costs.fiscal_year,
    costs.statement_line_id,
    lines.label_sv,
    costs.outcome_sek,
    costs.prior_outcome_sek,
    {{ money('costs.outcome_sek - costs.prior_outcome_sek') }} as difference_sek,
    costs.wage_revision_sek as of_which_wage_revision_sek
from costs
left join {{ ref('statement_lines') }} as lines
    on costs.statement_line_id = lines.statement_line_id
order by costs.fiscal_year asc nulls last
