-- The organisation number of a sole trader is a personal number.
with files as (
    select
        *,
        {{ organisation_number('org_number') }} as organisation_number
    from {{ source('raw', 'ledger_files') }}
)

select
    {{ ledger_file_id() }} as ledger_file_id,
    load_id,
    file_name,
    sie_type,
    program,
    program_version,
    generated_date,
    generated_by,
    {{ without_personal_numbers('company_name') }} as company_name,
    {{ without_personal_numbers('organisation_number') }} as org_number,
    chart_type,
    currency,
    balance_date,
    {{ without_personal_numbers('comment') }} as file_comment
from files
