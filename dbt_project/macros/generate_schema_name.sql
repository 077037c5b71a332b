{#- Schemas are plain names (`economics`, not `dev_economics`): a file holds one target only. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
{{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
