select
    {{ ledger_file_id() }} as ledger_file_id,
    line_number,
    label,
    year_index,
    period as fiscal_period_id,
    account,
    objects,
    {{ map_is_empty('objects') }} as is_account_total,
    {{ money('amount') }} as amount_sek
from {{ source('raw', 'ledger_balances') }}
