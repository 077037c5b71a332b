-- Which of the ledger's dimension numbers is the cost centre, the project and so on: one row, to be cross joined.
select
    max(case when dimension_role = 'cost_centre' then dimension end) as cost_centre_dimension,
    max(case when dimension_role = 'project' then dimension end) as project_dimension,
    max(case when dimension_role = 'counterparty' then dimension end) as counterparty_dimension,
    max(case when dimension_role = 'activity' then dimension end) as activity_dimension
from {{ ref('ledger_dimensions') }}
