select
    member_part,
    label_sv
from {{ ref('member_labels') }}
