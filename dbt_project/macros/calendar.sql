{#- The fiscal year is named after the calendar year in which it ends. -#}
{% macro fiscal_year_of(end_date) -%}
    cast(extract(year from {{ end_date }}) as integer)
{%- endmacro %}


{#- The month of a date as SIE writes periods: YYYYMM. -#}
{% macro fiscal_period_id(date) -%}
    cast(extract(year from {{ date }}) * 100 + extract(month from {{ date }}) as {{ dbt.type_string() }})
{%- endmacro %}


{#- A date moved by whole days or months, as a date: engines disagree on whether the sum is a timestamp. -#}
{% macro date_plus(part, count, date) -%}
    cast({{ dbt.dateadd(part, count, date) }} as date)
{%- endmacro %}
