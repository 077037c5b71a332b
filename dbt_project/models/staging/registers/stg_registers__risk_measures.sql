select
    load_id,
    file_name,
    line_number,
    atgard_id as risk_measure_id,
    {{ without_personal_numbers('risk') }} as risk_sv,
    {{ without_personal_numbers('atgard') }} as measure_sv,
    planerad_datum as planned_date,
    genomford_datum as done_date
from {{ source('raw', 'registers_risk_measures') }}
