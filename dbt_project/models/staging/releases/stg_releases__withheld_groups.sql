select distinct
    group_id,
    subject,
    breakdown,
    member
from {{ source('raw', 'withheld_groups') }}
