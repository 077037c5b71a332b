-- Until the books are closed the year's result is on the result accounts: equity that has not been carried yet. It
-- stays there where the board carries it by no voucher.
with carried_result as (
    select statement_line_id
    from {{ ref('statement_lines') }}
    where role = 'result_of_the_year'
)

select
    accounts.fiscal_year,
    accounts.account,
    case
        when accounts.statement = 'balance' then accounts.statement_line_id else carried_result.statement_line_id
    end as statement_line_id,
    case
        when accounts.statement = 'balance' then accounts.statement_line_role else 'result_of_the_year'
    end as statement_line_role,
    case when accounts.statement = 'balance' then accounts.presentation_sign else -1 end as presentation_sign
from {{ ref('int_ledger__account_lines') }} as accounts
inner join {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    on accounts.fiscal_year = fiscal_years.fiscal_year
cross join {{ ref('board_rules') }} as rules
left join carried_result
    on accounts.statement <> 'balance'
where
    accounts.statement = 'balance'
    or (
        accounts.statement <> 'balance'
        and (
            fiscal_years.balance_date < fiscal_years.end_date
            or rules.result_is_carried <> 'by_voucher'
        )
    )
