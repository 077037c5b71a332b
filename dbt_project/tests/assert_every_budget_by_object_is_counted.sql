-- A budget by object of which nothing is counted would be lost without a trace.
select
    stated.fiscal_year,
    stated.account,
    {{ money_sum('stated.amount_sek') }} as stated_sek
from {{ ref('int_ledger__balances') }} as stated
left join (
    select distinct
        fiscal_year,
        account
    from {{ ref('int_economics__budget') }}
) as counted
    on
        stated.fiscal_year = counted.fiscal_year
        and stated.account = counted.account
where
    stated.label = 'PBUDGET'
    and not stated.is_account_total
    and counted.account is null
group by stated.fiscal_year, stated.account
