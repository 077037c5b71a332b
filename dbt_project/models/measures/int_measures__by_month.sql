{{ config(materialized='table') }}

with sampled_files as (
    select distinct
        load_id,
        file_name,
        'stg_' || system || '__' || entity as source_model
    from {{ ref('stg_loads__files') }}
    where sample_share is not null
),

parts as (
    select
        sums.quantity_id,
        sums.member,
        sums.month,
        sums.amount,
        sums.row_count,
        sampled_files.load_id is not null as is_of_sample
    from {{ ref('int_measures__by_load') }} as sums
    left join sampled_files
        on sums.load_id = sampled_files.load_id and sums.source_model = sampled_files.source_model
    where sums.quantity_id <> ''
    union all
    -- What weighs rows of several deliveries, or is a mart's, is counted again each time.
    select
        quantities.quantity_id,
        quantities.member,
        {{ month_start('quantities.quantity_date') }} as month,
        quantities.amount,
        1 as row_count,
        sampled_files.load_id is not null as is_of_sample
    from {{ ref('int_measures__quantities') }} as quantities
    left join sampled_files
        on quantities.load_id = sampled_files.load_id and quantities.file_name = sampled_files.file_name
    where not quantities.is_of_one_row
)

select
    quantity_id,
    member,
    month,
    {{ amount_sum('amount') }} as amount,
    {{ count_sum('row_count') }} as row_count,
    max(is_of_sample) as is_of_sample
from parts
group by quantity_id, member, month
