-- What this build withholds, and what any release has withheld, of groups that are no longer there too.
with withheld as (
    select
        group_id,
        'staff' as subject,
        breakdown,
        member
    from {{ ref('int_hr__withheld_groups') }}
    where is_withheld
    union
    select
        group_id,
        'survey' as subject,
        breakdown,
        member
    from {{ ref('int_surveys__index_groups') }}
    where not is_disclosed
    {%- for name, shown in (("involuntary", "is_disclosed"), ("part_time", "is_part_time_disclosed")) %}
    union
    select
        {{ group_id(["'" ~ name ~ "'", as_text('fiscal_year')]) }} as group_id,
        'part_time' as subject,
        '{{ name }}' as breakdown,
        {{ as_text('fiscal_year') }} as member
    from {{ ref('int_hr__part_timers') }}
    where not {{ shown }}
    {%- endfor %}
    union
    select
        group_id,
        subject,
        breakdown,
        member
    from {{ ref('stg_releases__withheld_groups') }}
)

select
    group_id,
    subject,
    breakdown,
    member
from withheld
