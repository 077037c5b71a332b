select
    measure_window,
    label_sv,
    first_month,
    last_month
from {{ ref('measure_windows') }}
