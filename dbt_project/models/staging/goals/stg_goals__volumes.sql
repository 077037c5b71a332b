select
    load_id,
    file_name,
    line_number,
    matt as measured,
    manad as month,
    budgeterad_volym as budgeted_count
from {{ source('raw', 'goals_volumes') }}
