{#-
  Groups of persons with whether figures of them are withheld: those of at most undisclosed_up_to_persons (SFS 2002:1065),
  and the next smallest beside them where the total would else give them away: a withheld group is never alone among its
  siblings, and those withheld are together more than the limit.
-#}
{% macro withheld_groups(groups, persons_count, siblings) -%}
{%- set is_small = persons_count ~ " <= " ~ var("undisclosed_up_to_persons") -%}
select
    ranked.*,
    size_rank <= small_groups
    or (
        size_rank = small_groups + 1
        and small_groups > 0
        and (small_groups = 1 or small_groups_persons <= {{ var("undisclosed_up_to_persons") }})
    ) as is_withheld
from (
    select
        groups.*,
        row_number() over (
            partition by {{ siblings | join(", ") }}
            order by {{ persons_count }} asc nulls last, member asc nulls last
        ) as size_rank,
        {{
            count_sum(
                "case when " ~ is_small ~ " then 1 else 0 end",
                "over (partition by " ~ siblings | join(", ") ~ ")"
            )
        }} as small_groups,
        {{
            count_sum(
                "case when " ~ is_small ~ " then " ~ persons_count ~ " else 0 end",
                "over (partition by " ~ siblings | join(", ") ~ ")"
            )
        }} as small_groups_persons
    from {{ groups }} as groups
) as ranked
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
