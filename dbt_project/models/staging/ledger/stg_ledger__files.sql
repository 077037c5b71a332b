select
    {{ ledger_file_id() }} as ledger_file_id,
    load_id,
    file_name,
    sie_type,
    program,
    program_version,
    generated_date,
    generated_by,
    company_name,
    {{ organisation_number('org_number') }} as org_number,
    chart_type,
    currency,
    balance_date,
    {{ without_personal_numbers('comment') }} as file_comment
from {{ source('raw', 'ledger_files') }}
