select
    member_part,
    label_sv
from {{ ref('member_labels') }}
order by member_part asc nulls last
