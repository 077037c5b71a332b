{{ config(materialized='table') }}

select
    {{ ledger_row_id('transactions.ledger_file_id', 'transactions.line_number') }} as posting_id,
    transactions.load_id,
    transactions.file_name,
    transactions.line_number,
    transactions.voucher_line_number,
    vouchers.voucher_series,
    vouchers.voucher_number,
    vouchers.voucher_date,
    vouchers.voucher_text,
    transactions.transaction_text,
    coalesce(transactions.transaction_date, vouchers.voucher_date) as posting_date,
    fiscal_years.fiscal_year,
    transactions.account,
    {{ map_value('transactions.objects', 'roles.cost_centre_dimension') }} as cost_centre,
    {{ map_value('transactions.objects', 'roles.project_dimension') }} as project,
    {{ map_value('transactions.objects', 'roles.counterparty_dimension') }} as counterparty,
    {{ map_value('transactions.objects', 'roles.activity_dimension') }} as activity,
    transactions.amount_sek
from {{ ref('stg_ledger__transactions') }} as transactions
-- Only the current file of each year; one without a year of its own fails a test in staging.
inner join {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    on transactions.ledger_file_id = fiscal_years.ledger_file_id
left join {{ ref('stg_ledger__vouchers') }} as vouchers
    on
        transactions.ledger_file_id = vouchers.ledger_file_id
        and transactions.voucher_line_number = vouchers.line_number
cross join {{ ref('int_ledger__dimension_roles') }} as roles
where transactions.is_counted
