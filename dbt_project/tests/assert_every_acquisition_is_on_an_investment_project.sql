-- Credits on an acquisition account are disposals and corrections, which need no project.
select
    fiscal_year,
    account,
    project,
    file_name,
    line_number,
    amount_sek
from {{ ref('int_economics__postings') }}
where
    is_acquisition
    and amount_sek > 0
    and coalesce(project_kind, '') <> 'investment'
