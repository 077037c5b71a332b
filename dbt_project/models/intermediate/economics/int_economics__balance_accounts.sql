-- Until the books are closed the year's result stands on the result accounts: equity that has not been carried yet.
select
    accounts.fiscal_year,
    accounts.account,
    case
        when accounts.statement = 'balance' then accounts.statement_line_id else 'result_of_the_year'
    end as statement_line_id,
    case when accounts.statement = 'balance' then accounts.presentation_sign else -1 end as presentation_sign
from {{ ref('int_ledger__account_lines') }} as accounts
inner join {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    on accounts.fiscal_year = fiscal_years.fiscal_year
where
    accounts.statement = 'balance'
    or (accounts.statement <> 'balance' and fiscal_years.balance_date < fiscal_years.end_date)
