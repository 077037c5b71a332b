-- Why a group is withheld is not said: that it is small would be a figure of it.
select
    group_id,
    subject,
    breakdown,
    member
from {{ ref('int_hr__withheld_record') }}
