{{ config(materialized='table') }}

select
    quantity_id,
    member,
    cast({{ dbt.date_trunc('month', 'quantity_date') }} as date) as month,
    {{ amount_of('sum(amount)') }} as amount,
    count(*) as row_count
from {{ ref('int_measures__quantities') }}
group by quantity_id, member, {{ dbt.date_trunc('month', 'quantity_date') }}
