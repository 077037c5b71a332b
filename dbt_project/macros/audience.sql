{#- Whether all may read a value of a measure. An index of customers is not an index of employees, though both
    are of one measure. -#}
{% macro is_open_to_all(audience, member) -%}
{{ audience }} is null
or split_part({{ member }}, '/', 3) in (
    select codes.code from {{ ref("code_labels") }} as codes
    where codes.code_set = 'survey_index' and coalesce(codes.role, '') <> 'engagement'
)
{%- endmacro %}
