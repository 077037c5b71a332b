select
    cost_driver_id,
    label_sv,
    label_en,
    sort_order
from {{ ref('cost_drivers') }}
