select
    load_id,
    file_name,
    line_number,
    handlaggare as administrator,
    case process
        when 'kundfakturor' then 'customer_invoices'
        when 'leverantorsfakturor' then 'supplier_invoices'
    end as process,
    manad as month,
    timmar as hours,
    heltidstimmar as full_time_hours
from {{ source('raw', 'invoicing_administrator_hours') }}
