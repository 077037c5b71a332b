with numbered as (
    select
        load_id,
        file_name,
        line_number,
        answer_group,
        opened_date,
        row_number() over (
            partition by answer_group, extract(year from opened_date)
            order by opened_at asc nulls last, case_id asc nulls last
        ) as position
    from {{ ref('stg_contact_centre__cases') }}
)

select
    load_id,
    file_name,
    line_number,
    answer_group,
    opened_date
from numbered
where position = 1
