select
    code_set || '/' || code as code_id,
    code_set,
    code,
    label_sv,
    label_en,
    sort_order
from {{ ref('code_labels') }}
order by code_set asc nulls last, sort_order asc nulls last, code asc nulls last
