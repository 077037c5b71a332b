-- The year before counts against the year, so that all rows of a line sum to its change.
with ledger_rows as (
    select
        fiscal_year,
        'movement' as kind,
        account,
        amount_sek,
        'int_ledger__postings' as source_model,
        load_id,
        file_name,
        line_number
    from {{ ref('int_ledger__postings') }}
    union all
    select
        fiscal_year,
        'opening' as kind,
        account,
        amount_sek,
        'int_ledger__balances' as source_model,
        load_id,
        file_name,
        line_number
    from {{ ref('int_ledger__balances') }}
    where label = 'IB' and is_account_total
),

presented as (
    select
        ledger_rows.*,
        accounts.statement_line_id,
        accounts.statement_line_role,
        {{ money('ledger_rows.amount_sek * accounts.presentation_sign') }} as presented_sek
    from ledger_rows
    inner join {{ ref('int_economics__balance_accounts') }} as accounts
        on ledger_rows.fiscal_year = accounts.fiscal_year and ledger_rows.account = accounts.account
    union all
    -- The opening balances sum to the results of earlier years that have not been carried to equity.
    select
        ledger_rows.*,
        lines.statement_line_id,
        lines.role as statement_line_role,
        ledger_rows.amount_sek as presented_sek
    from ledger_rows
    inner join {{ ref('statement_lines') }} as lines
        on lines.role = 'result_of_the_year'
    inner join {{ ref('board_rules') }} as rules
        on rules.result_is_carried = 'not'
    where ledger_rows.kind = 'opening'
)

select
    fiscal_year,
    kind,
    statement_line_id,
    statement_line_role,
    presented_sek as amount_sek,
    source_model,
    load_id,
    file_name,
    line_number
from presented
union all
select
    fiscal_years.fiscal_year,
    'prior_closing' as kind,
    presented.statement_line_id,
    presented.statement_line_role,
    {{ money('-presented.presented_sek') }} as amount_sek,
    presented.source_model,
    presented.load_id,
    presented.file_name,
    presented.line_number
from presented
inner join {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    on presented.fiscal_year = fiscal_years.prior_fiscal_year
