select
    object_code as activity,
    object_name as activity_name_sv,
    is_used
from {{ ref('int_ledger__objects') }}
where dimension_role = 'activity'
