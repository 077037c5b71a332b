{%- for subject in (
    "contact_centre", "invoicing", "payroll", "surveys", "registers", "goals", "economics", "supplier_ledger", "board"
) %}
select
    quantity_id,
    member,
    quantity_date,
    amount,
    rests_on,
    source_model,
    left(source_model, 4) = 'stg_' and source_model <> 'stg_loads__files' as is_of_one_row,
    load_id,
    file_name,
    line_number
from {{ ref("int_measures__" ~ subject) }}
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
