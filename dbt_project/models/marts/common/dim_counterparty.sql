select
    object_code as counterparty,
    object_name as counterparty_name_sv,
    is_used
from {{ ref('int_ledger__objects') }}
where dimension_role = 'counterparty'
