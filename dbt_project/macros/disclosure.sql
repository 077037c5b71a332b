{#-
  Groups of persons with one decision on each, for all its periods: whether its figures are withheld. Withheld is a
  group that in any period is of at most undisclosed_up_to_persons (SFS 2002:1065), one that an earlier release
  withheld, and so many of the next smallest that in every period the total gives nothing away: two groups or more are
  withheld, and they are together more than the limit. Returns the columns of `siblings`, member, group_id and
  is_withheld.
-#}
{% macro withheld_groups(sizes, siblings) -%}
{%- set names, matches = siblings | join(", "), [] -%}
{%- for column in siblings -%}
{%- do matches.append("ranked." ~ column ~ " = needed." ~ column) -%}
{%- endfor -%}
with groups as (
    select
        sizes.{{ siblings | join(", sizes.") }},
        sizes.member,
        sizes.group_id,
        min(sizes.persons_count) as smallest_count,
        max(case when sizes.persons_count <= rules.undisclosed_up_to_persons or earlier.group_id is not null then 1 else 0 end) as is_named
    from {{ sizes }} as sizes
    left join {{ ref("stg_releases__withheld_groups") }} as earlier
        on sizes.group_id = earlier.group_id
    cross join {{ ref("board_rules") }} as rules
    group by sizes.{{ siblings | join(", sizes.") }}, sizes.member, sizes.group_id
),

ranked as (
    select
        *,
        row_number() over (
            partition by {{ names }} order by is_named desc nulls last, smallest_count asc nulls last, member asc nulls last
        ) as size_rank,
        {{ count_sum("is_named", "over (partition by " ~ names ~ ")") }} as named_count
    from groups
),

-- How many groups, and persons, the first ones are in each period.
cumulated as (
    select
        ranked.{{ siblings | join(", ranked.") }},
        sizes.period,
        ranked.size_rank,
        count(*) over (
            partition by ranked.{{ siblings | join(", ranked.") }}, sizes.period order by ranked.size_rank asc nulls last
        ) as groups_count,
        sum(sizes.persons_count) over (
            partition by ranked.{{ siblings | join(", ranked.") }}, sizes.period order by ranked.size_rank asc nulls last
        ) as persons_count
    from ranked
    inner join {{ sizes }} as sizes
        on ranked.group_id = sizes.group_id
),

needed_by_period as (
    select
        {{ names }},
        cumulated.period,
        coalesce(
            min(
                case
                    when cumulated.groups_count >= 2 and cumulated.persons_count > rules.undisclosed_up_to_persons
                        then cumulated.size_rank
                end
            ),
            max(cumulated.size_rank)
        ) as needed_rank
    from cumulated
    cross join {{ ref("board_rules") }} as rules
    group by {{ names }}, cumulated.period
    -- A group that is alone in a period is the total itself.
    having count(*) > 1
),

needed as (
    select
        {{ names }},
        max(needed_rank) as needed_rank
    from needed_by_period
    group by {{ names }}
)

select
    ranked.{{ siblings | join(", ranked.") }},
    ranked.member,
    ranked.group_id,
    ranked.named_count > 0
    and (ranked.size_rank <= ranked.named_count or ranked.size_rank <= coalesce(needed.needed_rank, 0)) as is_withheld
from ranked
left join needed
    on {{ matches | join(" and ") }}
{%- endmacro %}


{#- The name by which a group is remembered from release to release. -#}
{% macro group_id(parts) -%}
{{ parts | join(" || '/' || ") }}
{%- endmacro %}


{#- What staff is shown by: name, SQL of the member, SQL of the group around it. -#}
{% macro person_breakdowns() -%}
{{
    return([
        ("total", "'total'", "''"),
        ("business_area", "business_area_id", "''"),
        ("cost_centre", "cost_centre", "business_area_id"),
        ("sex", "sex", "''"),
        ("age_group", "age_group", "''"),
    ])
}}
{%- endmacro %}


{#- The age group of SFS 2002:1065 that somebody is in at the end of a year. -#}
{% macro age_group_of(fiscal_year, birth_year) -%}
case
    when {{ fiscal_year }} - {{ birth_year }} <= 29 then '-29'
    when {{ fiscal_year }} - {{ birth_year }} <= 49 then '30-49'
    when {{ birth_year }} is not null then '50-'
end
{%- endmacro %}
