with costs as (
    select
        fiscal_year,
        statement_line_id,
        {{ money_sum('cost_sek') }} as outcome_sek,
        {{ money_sum('prior_cost_sek') }} as prior_outcome_sek,
        {{
            money_sum("case when cost_driver_role = 'wage_revision' then cost_sek - prior_cost_sek end")
        }} as of_which_wage_revision_sek
    from {{ ref('int_economics__driver_costs') }}
    where statement_line_role = 'staff_costs'
    group by fiscal_year, statement_line_id
)

select
    fiscal_year,
    statement_line_id,
    outcome_sek,
    prior_outcome_sek,
    {{ money('outcome_sek - prior_outcome_sek') }} as difference_sek,
    of_which_wage_revision_sek
from costs
