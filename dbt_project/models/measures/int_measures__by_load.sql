{{
    config(
        incremental_strategy='append',
        on_schema_change='fail',
        pre_hook='{{ remove_loads_that_no_longer_count() }}'
    )
}}

with counted as (
    select
        quantity_id,
        member,
        quantity_date,
        source_model,
        load_id,
        amount
    from {{ ref('int_measures__quantities') }}
    where is_of_one_row {{ of_loads_not_built_yet() }}
    union all
    -- That a load has been read, also where nothing in it counts.
    select
        '' as quantity_id,
        '' as member,
        period_end_date as quantity_date,
        source_model,
        load_id,
        {{ amount_of('0') }} as amount
    from ({{ counted_loads() }}) as counted_loads
    where 1 = 1 {{ of_loads_not_built_yet() }}
),

-- Of each day first, since the month of a day is then asked of thousands of rows, not of millions.
by_day as (
    select
        quantity_id,
        member,
        quantity_date,
        source_model,
        load_id,
        {{ amount_sum('amount') }} as amount,
        count(*) as row_count
    from counted
    group by quantity_id, member, quantity_date, source_model, load_id
)

select
    quantity_id,
    member,
    {{ month_start('quantity_date') }} as month,
    source_model,
    load_id,
    {{ amount_sum('amount') }} as amount,
    {{ count_sum('row_count') }} as row_count
from by_day
group by quantity_id, member, {{ month_start('quantity_date') }}, source_model, load_id
