select distinct
    fiscal_years.fiscal_year,
    files.org_number
from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
inner join {{ ref('stg_ledger__files') }} as files
    on fiscal_years.ledger_file_id = files.ledger_file_id
