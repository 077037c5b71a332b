{#- A value as text; `as_text("null")` is the NULL of a text column. -#}
{% macro as_text(expression) -%}
cast({{ expression }} as {{ dbt.type_string() }})
{%- endmacro %}


{#- A relation with the one integer column `number`, from 1 to `last`. -#}
{% macro numbers_up_to(last) -%}
select cast(generated_number as integer) as number
from ({{ dbt.generate_series(last) }}) as series
{%- endmacro %}
