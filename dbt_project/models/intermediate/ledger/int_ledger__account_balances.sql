{{ config(materialized='table') }}

with amounts as (
    select
        fiscal_year,
        account,
        amount_sek as movement_sek,
        {{ money('null') }} as opening_sek,
        {{ money('null') }} as stated_closing_sek,
        {{ money('null') }} as stated_result_sek
    from {{ ref('int_ledger__postings') }}
    union all
    select
        fiscal_year,
        account,
        {{ money('null') }} as movement_sek,
        case when label = 'IB' then amount_sek end as opening_sek,
        case when label = 'UB' then amount_sek end as stated_closing_sek,
        case when label = 'RES' then amount_sek end as stated_result_sek
    from {{ ref('int_ledger__balances') }}
    where label in ('IB', 'UB', 'RES') and is_account_total
),

balances as (
    select
        fiscal_year,
        account,
        {{ money('coalesce(sum(opening_sek), 0)') }} as opening_sek,
        {{ money('coalesce(sum(movement_sek), 0)') }} as movement_sek,
        {{ money_sum('stated_closing_sek') }} as stated_closing_sek,
        {{ money_sum('stated_result_sek') }} as stated_result_sek
    from amounts
    group by fiscal_year, account
),

-- An account of last year has a row this year too, so that a balance that was not carried forward is seen.
accounts as (
    select
        fiscal_year,
        account
    from balances
    union distinct
    select
        fiscal_years.fiscal_year,
        prior_balances.account
    from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    inner join balances as prior_balances
        on fiscal_years.prior_fiscal_year = prior_balances.fiscal_year
)

select
    accounts.fiscal_year,
    accounts.account,
    account_lines.statement_line_id,
    account_lines.statement_line_role,
    account_lines.statement,
    account_lines.section,
    account_lines.presentation_sign,
    {{ money('coalesce(balances.opening_sek, 0)') }} as opening_sek,
    {{ money('coalesce(balances.movement_sek, 0)') }} as movement_sek,
    {{ money('coalesce(balances.opening_sek, 0) + coalesce(balances.movement_sek, 0)') }} as closing_sek,
    -- Only balance accounts are carried forward.
    case
        when account_lines.statement = 'balance' and fiscal_years.prior_fiscal_year is not null
            then {{ money('coalesce(prior_balances.opening_sek + prior_balances.movement_sek, 0)') }}
    end as prior_closing_sek,
    balances.stated_closing_sek,
    balances.stated_result_sek
from accounts
inner join {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    on accounts.fiscal_year = fiscal_years.fiscal_year
left join balances
    on accounts.fiscal_year = balances.fiscal_year and accounts.account = balances.account
left join balances as prior_balances
    on
        fiscal_years.prior_fiscal_year = prior_balances.fiscal_year
        and accounts.account = prior_balances.account
left join {{ ref('int_ledger__account_lines') }} as account_lines
    on
        accounts.fiscal_year = account_lines.fiscal_year
        and accounts.account = account_lines.account
