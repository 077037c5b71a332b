{#- Kronor, exact to the öre. Differences and products widen a decimal, each engine in its way. -#}
{% macro money(expression) -%}
cast({{ expression }} as decimal(18, 2))
{%- endmacro %}


{#-
  The sum of amounts in kronor; NULL without rows. The sum of a decimal has another type on
  each engine.
-#}
{% macro money_sum(expression) -%}
{{ money("sum(" ~ expression ~ ")") }}
{%- endmacro %}


{#- So many percent of an amount, to the öre, half away from zero; see `ratio` on division. -#}
{% macro percent_of(amount, percentage) -%}
{{ money(amount ~ " * " ~ percentage ~ " * 0.01") }}
{%- endmacro %}
