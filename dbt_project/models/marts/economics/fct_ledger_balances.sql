select
    {{ as_text('fiscal_year') }} || '-' || account as account_id,
    fiscal_year,
    account,
    statement_line_id,
    statement,
    section,
    opening_sek,
    movement_sek,
    closing_sek,
    prior_closing_sek,
    stated_closing_sek,
    stated_result_sek
from {{ ref('int_ledger__account_balances') }}
