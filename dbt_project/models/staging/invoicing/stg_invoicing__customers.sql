select
    load_id,
    file_name,
    line_number,
    kund_id as customer_id,
    per_datum as as_of_date,
    kund as customer_name,
    case typ
        when 'forvaltning' then 'administration'
        when 'bolag' then 'company'
    end as customer_kind,
    avtal_fran as agreement_from_date
from {{ source('raw', 'invoicing_customers') }}
