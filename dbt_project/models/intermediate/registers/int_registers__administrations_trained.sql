-- The first training of the year counts for the administration where it was held.
with numbered as (
    select
        load_id,
        file_name,
        line_number,
        operations,
        administration_sv,
        held_date,
        row_number() over (
            partition by operations, administration_sv, extract(year from held_date)
            order by held_date asc nulls last, meeting_id asc nulls last
        ) as position
    from {{ ref('stg_registers__customer_meetings') }}
    where kind = 'utbildning'
)

select
    load_id,
    file_name,
    line_number,
    operations,
    administration_sv,
    held_date
from numbered
where position = 1
