{#- How far an outcome is from its budget in kronor, positive where that is favourable. -#}
{% macro deviation(outcome, budget, lower_is_better="false") -%}
{%- if lower_is_better == "true" -%}
{{ money(budget ~ " - " ~ outcome) }}
{%- elif lower_is_better == "false" -%}
{{ money(outcome ~ " - " ~ budget) }}
{%- else -%}
{{
    money(
        "case when " ~ lower_is_better ~ " then " ~ budget ~ " - " ~ outcome
        ~ " else " ~ outcome ~ " - " ~ budget ~ " end"
    )
}}
{%- endif -%}
{%- endmacro %}
