{#- A text of Jinja, such as a parameter, as a literal of SQL. -#}
{% macro text_literal(text) -%}
{{ dbt.string_literal(dbt.escape_single_quotes(text)) }}
{%- endmacro %}


{#- A value as text; `as_text("null")` is the NULL of a text column. -#}
{% macro as_text(expression) -%}
cast({{ expression }} as {{ dbt.type_string() }})
{%- endmacro %}


{#- A relation with the one integer column `number`, from 1 to `last`. -#}
{% macro numbers_up_to(last) -%}
select cast(generated_number as integer) as number
from ({{ dbt.generate_series(last) }}) as series
{%- endmacro %}


{#- Whether a part of a text matches a regular expression. -#}
{% macro matches(text, pattern) -%}
{{ return(adapter.dispatch("matches", "bokslut")(text, pattern)) }}
{%- endmacro %}


{#- A raw literal: in others Spark takes a backslash for an escape. -#}
{% macro default__matches(text, pattern) -%}
regexp_like({{ text }}, r'{{ pattern }}')
{%- endmacro %}


{% macro duckdb__matches(text, pattern) -%}
regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}
