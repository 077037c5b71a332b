select
    code_set || '/' || code as code_id,
    code_set,
    code,
    label_sv,
    label_en,
    sort_order,
    role
from {{ ref('code_labels') }}
