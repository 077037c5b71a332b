select
    load_id,
    file_name,
    line_number,
    verksamhet as operations_sv,
    per_datum as as_of_date,
    {{ money('budgeterad_kostnad') }} as budgeted_cost_sek,
    {{ money('upphandlad_kostnad') }} as procured_cost_sek
from {{ source('raw', 'registers_competition_purchases') }}
