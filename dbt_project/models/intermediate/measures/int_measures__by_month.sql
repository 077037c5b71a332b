{{ config(materialized='table') }}

select
    quantity_id,
    member,
    {{ month_start('quantity_date') }} as month,
    {{ amount_sum('amount') }} as amount,
    count(*) as row_count
from {{ ref('int_measures__quantities') }}
group by quantity_id, member, {{ month_start('quantity_date') }}
