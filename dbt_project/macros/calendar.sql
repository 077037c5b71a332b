{#- The fiscal year is named after the calendar year in which it ends. -#}
{% macro fiscal_year_of(end_date) -%}
cast(extract(year from {{ end_date }}) as integer)
{%- endmacro %}


{#- The month of a date as SIE writes periods: YYYYMM. -#}
{% macro fiscal_period_id(date) -%}
{{ as_text("extract(year from " ~ date ~ ") * 100 + extract(month from " ~ date ~ ")") }}
{%- endmacro %}


{#- A date moved by whole days or months, as a date; on some engines the sum is a timestamp. -#}
{% macro date_plus(part, count, date) -%}
cast({{ dbt.dateadd(part, count, date) }} as date)
{%- endmacro %}


{#- The first day of the month of a date. -#}
{% macro month_start(date) -%}
cast({{ dbt.date_trunc("month", date) }} as date)
{%- endmacro %}


{#- The last day of the month of a date. -#}
{% macro month_end(date) -%}
{{ date_plus("day", -1, date_plus("month", 1, month_start(date))) }}
{%- endmacro %}


{#- How many days one date lies after another. -#}
{% macro days_between(first_date, last_date) -%}
{{ dbt.datediff(first_date, last_date, "day") }}
{%- endmacro %}


{#- The day of the week of a date, 1 (Monday) to 7; 1 January 1900 was a Monday. -#}
{% macro weekday_number(date) -%}
cast({{ days_between("cast('1900-01-01' as date)", date) }} % 7 + 1 as integer)
{%- endmacro %}
