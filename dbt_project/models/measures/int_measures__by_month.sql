{{ config(materialized='table') }}

with parts as (
    select
        quantity_id,
        member,
        month,
        amount,
        row_count
    from {{ ref('int_measures__by_load') }}
    where quantity_id <> ''
    union all
    -- What weighs rows of several deliveries, or is a mart's, is counted again each time.
    select
        quantity_id,
        member,
        {{ month_start('quantity_date') }} as month,
        amount,
        1 as row_count
    from {{ ref('int_measures__quantities') }}
    where not is_of_one_row
)

select
    quantity_id,
    member,
    month,
    {{ amount_sum('amount') }} as amount,
    {{ count_sum('row_count') }} as row_count
from parts
group by quantity_id, member, month
