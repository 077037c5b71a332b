with line_amounts as (
    select
        balances.fiscal_year,
        accounts.statement_line_id,
        {{ money_sum('balances.closing_sek * accounts.presentation_sign') }} as amount_sek
    from {{ ref('int_ledger__account_balances') }} as balances
    inner join {{ ref('int_economics__balance_accounts') }} as accounts
        on balances.fiscal_year = accounts.fiscal_year and balances.account = accounts.account
    group by balances.fiscal_year, accounts.statement_line_id
    union all
    -- Opening balances that do not sum to zero lack the results of earlier years: equity that has not been carried.
    select
        balances.fiscal_year,
        lines.statement_line_id,
        {{ money_sum('balances.opening_sek') }} as amount_sek
    from {{ ref('int_ledger__account_balances') }} as balances
    inner join {{ ref('statement_lines') }} as lines
        on lines.role = 'result_of_the_year'
    inner join {{ ref('board_rules') }} as rules
        on rules.result_is_carried = 'not'
    group by balances.fiscal_year, lines.statement_line_id
),

amounts as (
    select
        fiscal_years.fiscal_year,
        fiscal_years.prior_fiscal_year,
        report_lines.line_id,
        {{ money('coalesce(sum(line_amounts.amount_sek), 0)') }} as amount_sek
    from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    cross join {{ ref('report_lines') }} as report_lines
    left join {{ ref('balance_sheet_components') }} as components
        on report_lines.line_id = components.line_id
    left join line_amounts
        on
            fiscal_years.fiscal_year = line_amounts.fiscal_year
            and components.statement_line_id = line_amounts.statement_line_id
    where report_lines.report_table_id = 'balance_sheet'
    group by fiscal_years.fiscal_year, fiscal_years.prior_fiscal_year, report_lines.line_id
)

select
    this_year.fiscal_year,
    this_year.line_id,
    this_year.amount_sek,
    prior_year.amount_sek as prior_amount_sek,
    {{ money('this_year.amount_sek - prior_year.amount_sek') }} as change_sek
from amounts as this_year
left join amounts as prior_year
    on
        this_year.prior_fiscal_year = prior_year.fiscal_year
        and this_year.line_id = prior_year.line_id
