select
    computed_role,
    count(*) as goals_count
from {{ ref('int_assessment__goals') }}
where computed_fulfilment is null
group by computed_role
