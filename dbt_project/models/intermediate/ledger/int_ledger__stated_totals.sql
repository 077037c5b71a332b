select
    balances.balance_row_id,
    balances.fiscal_year,
    balances.label,
    balances.fiscal_period_id,
    balances.account,
    account_lines.statement_line_id,
    account_lines.statement,
    account_lines.section,
    balances.amount_sek,
    {{ money('balances.amount_sek * account_lines.presentation_sign') }} as presented_sek
from {{ ref('int_ledger__balances') }} as balances
left join {{ ref('int_ledger__account_lines') }} as account_lines
    on
        balances.fiscal_year = account_lines.fiscal_year
        and balances.account = account_lines.account
where balances.is_account_total
