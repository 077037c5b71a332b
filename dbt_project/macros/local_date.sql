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


{#- The hour of the day in Sweden, 0 to 23, that an instant is in. -#}
{% macro local_hour(instant) -%}
{{ return(adapter.dispatch("local_hour", "bokslut")(instant)) }}
{%- endmacro %}


{% macro default__local_hour(instant) -%}
hour(from_utc_timestamp({{ instant }}, 'Europe/Stockholm'))
{%- endmacro %}


{% macro duckdb__local_hour(instant) -%}
cast(extract(hour from timezone('Europe/Stockholm', {{ instant }})) as integer)
{%- endmacro %}


{#- The instant at which the hour of another began; Sweden is whole hours from UTC. -#}
{% macro hour_start(instant) -%}
{{ return(adapter.dispatch("hour_start", "bokslut")(instant)) }}
{%- endmacro %}


{% macro default__hour_start(instant) -%}
date_trunc('hour', {{ instant }})
{%- endmacro %}


{#- By arithmetic, since date_trunc asks a calendar for each of millions of rows. -#}
{% macro duckdb__hour_start(instant) -%}
make_timestamptz(epoch_us({{ instant }}) // 3600000000 * 3600000000)
{%- endmacro %}
