with amounts as (
    select
        fiscal_year,
        fiscal_period_id,
        account,
        amount_sek as account_total_sek,
        {{ money('0') }} as by_object_sek
    from {{ ref('int_ledger__balances') }}
    where label = 'PBUDGET' and is_account_total
    union all
    select
        fiscal_year,
        fiscal_period_id,
        account,
        {{ money('0') }} as account_total_sek,
        amount_sek as by_object_sek
    from {{ ref('int_economics__budget') }}
),

stated_accounts as (
    select distinct fiscal_year, account
    from {{ ref('int_ledger__balances') }}
    where label = 'PBUDGET' and is_account_total
)

select
    amounts.fiscal_year,
    amounts.fiscal_period_id,
    amounts.account,
    {{ money_sum('amounts.account_total_sek') }} as account_total_sek,
    {{ money_sum('amounts.by_object_sek') }} as by_object_sek
from amounts
inner join stated_accounts
    on
        amounts.fiscal_year = stated_accounts.fiscal_year
        and amounts.account = stated_accounts.account
group by amounts.fiscal_year, amounts.fiscal_period_id, amounts.account
having {{ money_sum('amounts.account_total_sek') }} <> {{ money_sum('amounts.by_object_sek') }}
