select
    load_id,
    file_name,
    line_number,
    case matt when 'kundfakturor' then 'customer_invoices' end as measured,
    manad as month,
    budgeterad_volym as budgeted_count
from {{ source('raw', 'goals_volumes') }}
