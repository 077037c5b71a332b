select
    fiscal_year,
    start_date,
    end_date,
    prior_fiscal_year,
    balance_date,
    load_id,
    file_name
from {{ ref('int_ledger__fiscal_years') }}
