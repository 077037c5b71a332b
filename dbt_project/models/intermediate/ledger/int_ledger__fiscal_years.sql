{{ config(materialized='table') }}

-- A ledger file is cumulative: a later one of the same year replaces an earlier one.
with files as (
    select
        years.fiscal_year,
        years.start_date,
        years.end_date,
        files.ledger_file_id,
        files.load_id,
        files.file_name,
        files.company_name,
        files.org_number,
        years.line_number,
        coalesce(files.balance_date, years.end_date) as balance_date,
        files.generated_date
    from {{ ref('stg_ledger__files') }} as files
    inner join {{ ref('stg_ledger__fiscal_years') }} as years
        on files.ledger_file_id = years.ledger_file_id
    where years.year_index = 0
),

ranked_files as (
    select
        *,
        -- rank, not row_number: of two equally late files neither is chosen, and the key fails.
        rank() over (
            partition by fiscal_year
            order by balance_date desc nulls last, generated_date desc nulls last
        ) as lateness
    from files
),

current_files as (
    select
        fiscal_year,
        start_date,
        end_date,
        ledger_file_id,
        load_id,
        file_name,
        company_name,
        org_number,
        line_number,
        balance_date
    from ranked_files
    where lateness = 1
)

select
    this_year.fiscal_year,
    this_year.start_date,
    this_year.end_date,
    prior_year.fiscal_year as prior_fiscal_year,
    this_year.balance_date,
    this_year.ledger_file_id,
    this_year.load_id,
    this_year.file_name,
    this_year.company_name,
    this_year.org_number,
    this_year.line_number
from current_files as this_year
left join current_files as prior_year
    on this_year.start_date = {{ date_plus('day', 1, 'prior_year.end_date') }}
