-- A cell of an economic mart stands on no single line; these are the ledger's rows that sum to it.
with income_rows as (
    select
        postings.fiscal_year,
        postings.section as side,
        postings.business_area_id,
        postings.statement_line_id,
        postings.presented_sek as amount_sek,
        postings.load_id,
        postings.file_name,
        postings.line_number
    from {{ ref('int_economics__postings') }} as postings
    where postings.statement = 'income'
),

balance_rows as (
    select
        fiscal_year,
        account,
        amount_sek,
        load_id,
        file_name,
        line_number
    from {{ ref('int_ledger__postings') }}
    union all
    select
        balances.fiscal_year,
        balances.account,
        balances.amount_sek,
        fiscal_years.load_id,
        fiscal_years.file_name,
        opening.line_number
    from {{ ref('stg_ledger__balances') }} as opening
    inner join {{ ref('int_ledger__fiscal_years') }} as fiscal_years
        on opening.ledger_file_id = fiscal_years.ledger_file_id
    inner join {{ ref('int_ledger__balances') }} as balances
        on {{ ledger_row_id('opening.ledger_file_id', 'opening.line_number') }} = balances.balance_row_id
    where balances.label = 'IB' and balances.is_account_total
),

cells as (
    {%- set signed = "case when side = 'cost' then -amount_sek else amount_sek end" %}
    {%- for quantity_id, member, amount in (
        ("income_statement_sek", "side", "amount_sek"),
        ("income_statement_sek", "'net'", signed),
        ("area_outcome_sek", "side || '_total'", "amount_sek"),
        ("area_outcome_sek", "'result_total'", signed),
        ("staff_costs_sek", "statement_line_id", "amount_sek"),
    ) %}
    select
        '{{ quantity_id }}' as quantity_id,
        {{ member }} as member,
        fiscal_year,
        {{ amount }} as amount_sek,
        load_id,
        file_name,
        line_number
    from income_rows
    union all
    {%- endfor %}
    select
        'area_outcome_sek' as quantity_id,
        income_rows.side || '_' || parts.business_area_id as member,
        income_rows.fiscal_year,
        income_rows.amount_sek,
        income_rows.load_id,
        income_rows.file_name,
        income_rows.line_number
    from income_rows
    inner join {{ ref('int_economics__business_area_parts') }} as parts
        on income_rows.business_area_id = parts.part_business_area_id
    union all
    select
        'balance_sek' as quantity_id,
        components.line_id as member,
        balance_rows.fiscal_year,
        balance_rows.amount_sek * accounts.presentation_sign as amount_sek,
        balance_rows.load_id,
        balance_rows.file_name,
        balance_rows.line_number
    from balance_rows
    inner join {{ ref('dim_account') }} as accounts
        on
            balance_rows.fiscal_year = accounts.fiscal_year
            and balance_rows.account = accounts.account
    inner join {{ ref('balance_sheet_components') }} as components
        on accounts.statement_line_id = components.statement_line_id
)

select
    quantity_id,
    member,
    fiscal_year,
    {{ amount_of('amount_sek') }} as amount,
    load_id,
    file_name,
    line_number
from cells
