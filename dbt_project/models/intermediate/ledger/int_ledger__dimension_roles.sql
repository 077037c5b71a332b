-- Which of the ledger's dimensions is the cost centre and so on: one row, to be cross joined.
select
    max(case when dimension_role = 'cost_centre' then dimension end) as cost_centre_dimension,
    max(case when dimension_role = 'project' then dimension end) as project_dimension,
    max(case when dimension_role = 'counterparty' then dimension end) as counterparty_dimension,
    max(case when dimension_role = 'activity' then dimension end) as activity_dimension
from {{ ref('ledger_dimensions') }}
