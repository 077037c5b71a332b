select
    {{ as_text('account_lines.fiscal_year') }} || '-' || account_lines.account as account_id,
    account_lines.fiscal_year,
    account_lines.account,
    account_lines.account_name_sv,
    account_lines.is_used,
    account_lines.is_acquisition,
    account_lines.statement_line_id,
    lines.label_sv as statement_line_label_sv,
    account_lines.statement,
    account_lines.section,
    account_lines.presentation_sign
from {{ ref('int_ledger__account_lines') }} as account_lines
left join {{ ref('statement_lines') }} as lines
    on account_lines.statement_line_id = lines.statement_line_id
