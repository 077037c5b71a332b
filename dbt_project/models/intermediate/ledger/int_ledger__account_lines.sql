{{ config(materialized='table') }}

-- Accounts in use or in the chart; one that the chart does not know stays, without a line.
with used_accounts as (
    select
        fiscal_year,
        account
    from {{ ref('int_ledger__postings') }}
    union distinct
    select
        fiscal_year,
        account
    from {{ ref('int_ledger__balances') }}
),

chart as (
    select
        fiscal_years.fiscal_year,
        chart_of_accounts.account,
        chart_of_accounts.account_name_sv,
        chart_of_accounts.statement_line_id,
        chart_of_accounts.is_acquisition
    from {{ ref('chart_of_accounts') }} as chart_of_accounts
    inner join {{ ref('int_ledger__fiscal_years') }} as fiscal_years
        on
            chart_of_accounts.valid_from_year <= fiscal_years.fiscal_year
            and (
                chart_of_accounts.valid_to_year is null
                or chart_of_accounts.valid_to_year >= fiscal_years.fiscal_year
            )
),

accounts as (
    select
        fiscal_year,
        account
    from used_accounts
    union distinct
    select
        fiscal_year,
        account
    from chart
),

ledger_names as (
    select
        fiscal_years.fiscal_year,
        accounts.account,
        max(accounts.account_name) as account_name
    from {{ ref('stg_ledger__accounts') }} as accounts
    inner join {{ ref('int_ledger__fiscal_years') }} as fiscal_years
        on accounts.ledger_file_id = fiscal_years.ledger_file_id
    group by fiscal_years.fiscal_year, accounts.account
)

select
    accounts.fiscal_year,
    accounts.account,
    coalesce(chart.account_name_sv, ledger_names.account_name) as account_name_sv,
    used_accounts.account is not null as is_used,
    coalesce(chart.is_acquisition, false) as is_acquisition,
    chart.statement_line_id,
    lines.statement,
    lines.role as statement_line_role,
    lines.section,
    lines.business_area_id,
    -- From the ledger's sign, credit negative, to the report's: positive on its own side.
    case
        when lines.section in ('revenue', 'liability', 'equity') then -1 else 1
    end as presentation_sign
from accounts
left join used_accounts
    on accounts.fiscal_year = used_accounts.fiscal_year and accounts.account = used_accounts.account
left join chart
    on accounts.fiscal_year = chart.fiscal_year and accounts.account = chart.account
left join ledger_names
    on accounts.fiscal_year = ledger_names.fiscal_year and accounts.account = ledger_names.account
left join {{ ref('statement_lines') }} as lines
    on chart.statement_line_id = lines.statement_line_id
