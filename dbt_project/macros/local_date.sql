{#- The day of an instant in Sweden; the engines differ in how they leave UTC. -#}
{% macro local_date(instant) -%}
{{ return(adapter.dispatch("local_date", "bokslut")(instant)) }}
{%- endmacro %}


{% macro default__local_date(instant) -%}
to_date(from_utc_timestamp({{ instant }}, 'Europe/Stockholm'))
{%- endmacro %}


{% macro duckdb__local_date(instant) -%}
cast(timezone('Europe/Stockholm', {{ instant }}) as date)
{%- endmacro %}
