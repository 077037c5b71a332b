{{ config(materialized='table') }}

select
    {{ ledger_row_id('balances.ledger_file_id', 'balances.line_number') }} as balance_row_id,
    fiscal_years.load_id,
    fiscal_years.file_name,
    balances.line_number,
    fiscal_years.fiscal_year,
    balances.label,
    balances.fiscal_period_id,
    balances.account,
    balances.is_account_total,
    {{ map_value('balances.objects', 'roles.cost_centre_dimension') }} as cost_centre,
    {{ map_value('balances.objects', 'roles.project_dimension') }} as project,
    balances.amount_sek
from {{ ref('stg_ledger__balances') }} as balances
inner join {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    on balances.ledger_file_id = fiscal_years.ledger_file_id
cross join {{ ref('int_ledger__dimension_roles') }} as roles
-- The file's own year; its rows on earlier years repeat what those years' own files say.
where balances.year_index = 0
