select
    fiscal_year,
    cost_centre,
    min(account) as first_account,
    count(*) as posting_count,
    {{ money_sum('amount_sek') }} as amount_sek,
    min(file_name) as first_file_name,
    min(line_number) as first_line_number
from {{ ref('int_economics__postings') }}
where statement = 'income' and business_area_id is null
group by fiscal_year, cost_centre
