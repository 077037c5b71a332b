-- What codes are called: the parts of a member by theirs; lines, units, goals, activities and indicators as printed.
with labels as (
    select
        member_part as code,
        label_sv as code_name
    from {{ ref('member_labels') }}
    union distinct
    select
        business_area_id as code,
        label_sv as code_name
    from {{ ref('business_areas') }}
),

-- A member has four parts at most.
members as (
    select distinct
        member,
        split_part(member, '/', 1) as part_1,
        split_part(member, '/', 2) as part_2,
        split_part(member, '/', 3) as part_3,
        split_part(member, '/', 4) as part_4
    from {{ ref('int_measures__year_values') }}
    where length(member) - length(replace(member, '/', '')) < 4
),

names as (
    select
        members.member as code,
        coalesce(labels_1.code_name, members.part_1)
        || case when members.part_2 <> '' then '/' || coalesce(labels_2.code_name, members.part_2) else '' end
        || case when members.part_3 <> '' then '/' || coalesce(labels_3.code_name, members.part_3) else '' end
        || case when members.part_4 <> '' then '/' || coalesce(labels_4.code_name, members.part_4) else '' end
            as code_name
    from members
    left join labels as labels_1
        on members.part_1 = labels_1.code
    left join labels as labels_2
        on members.part_2 = labels_2.code
    left join labels as labels_3
        on members.part_3 = labels_3.code
    left join labels as labels_4
        on members.part_4 = labels_4.code
    {%- for relation, code, code_name in (
        ("statement_lines", "statement_line_id", "label_sv"),
        ("cost_centres", "cost_centre", "cost_centre_name_sv"),
        ("int_goals__goals", "goal_id", "label_sv"),
        ("int_goals__activities", "activity_id", "activity_sv"),
        ("int_goals__indicators", "indicator_id", "label_sv"),
    ) %}
    union all
    select
        {{ code }} as code,
        {{ code_name }} as code_name
    from {{ ref(relation) }}
    {%- endfor %}
)

select distinct
    code,
    code_name
from names
where code_name <> code
