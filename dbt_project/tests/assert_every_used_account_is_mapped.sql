select
    account_lines.fiscal_year,
    account_lines.account,
    account_lines.account_name_sv,
    postings.posting_count,
    postings.first_file_name,
    postings.first_line_number
from {{ ref('int_ledger__account_lines') }} as account_lines
left join (
    select
        fiscal_year,
        account,
        count(*) as posting_count,
        min(file_name) as first_file_name,
        min(line_number) as first_line_number
    from {{ ref('int_ledger__postings') }}
    group by fiscal_year, account
) as postings
    on
        account_lines.fiscal_year = postings.fiscal_year
        and account_lines.account = postings.account
where account_lines.is_used and account_lines.statement_line_id is null
