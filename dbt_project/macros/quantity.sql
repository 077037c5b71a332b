{#-
  The rows that a quantity counts: one row per raw row, with its amount and the file and line it stands on. A measure
  is a sum of such amounts, or one sum over another, so whoever asks for a figure's rows reads the same definition
  that made the figure. `rows_of` is the relation whose rows these are, where the one that is read only says more of each.
-#}
{% macro quantity(quantity_id, relation, date, amount="1", member="''", where=none, rows_of=none) -%}
select
    '{{ quantity_id }}' as quantity_id,
    {{ as_text(member) }} as member,
    cast({{ date }} as date) as quantity_date,
    {{ amount_of(amount) }} as amount,
    'row' as rests_on,
    '{{ (rows_of or relation).identifier }}' as source_model,
    load_id,
    file_name,
    line_number
from {{ relation }}
{%- if where %}
where {{ where }}
{%- endif %}
{%- endmacro %}


{#-
  A cell of a computed table as a quantity on the last day of its fiscal year. The rows below it are in
  int_measures__ledger_rows.
-#}
{% macro cell_quantity(quantity_id, relation, amount, member="''", where=none) -%}
{{ _year_quantity(quantity_id, relation, amount, member, where, "cell", relation.identifier) }}
{%- endmacro %}


{#- A rule that measures follow as a quantity of the last day of each fiscal year; `said_in` is where it is set. -#}
{% macro rule_quantity(quantity_id, relation, amount, said_in, where=none) -%}
{{ _year_quantity(quantity_id, relation, amount, "''", where, "rule", said_in) }}
{%- endmacro %}


{% macro _year_quantity(quantity_id, relation, amount, member, where, rests_on, source_model) -%}
select
    '{{ quantity_id }}' as quantity_id,
    {{ as_text(member) }} as member,
    {{ year_end("fiscal_year") }} as quantity_date,
    {{ amount_of(amount) }} as amount,
    '{{ rests_on }}' as rests_on,
    '{{ source_model }}' as source_model,
    {{ as_text("null") }} as load_id,
    {{ as_text("null") }} as file_name,
    cast(null as bigint) as line_number
from {{ relation }}
where {{ amount }} is not null{% if where %} and {{ where }}{% endif %}
{%- endmacro %}


{#- An amount of any unit, exact to eight decimals: kronor, hours, persons, parts of a full-time. -#}
{% macro amount_of(expression) -%}
cast({{ expression }} as decimal(28, 8))
{%- endmacro %}


{#- The last day of a fiscal year that is a calendar year. -#}
{% macro year_end(fiscal_year) -%}
cast({{ as_text(fiscal_year) }} || '-12-31' as date)
{%- endmacro %}


{#- The sum of amounts of any unit; the sum of a decimal has another type on each engine. -#}
{% macro amount_sum(expression) -%}
{{ amount_of("sum(" ~ expression ~ ")") }}
{%- endmacro %}


{#- How many rows, or how much of whole numbers, as bigint; `over` makes it a window's. -#}
{% macro count_sum(expression, over="") -%}
cast(sum({{ expression }}) {{ over }} as bigint)
{%- endmacro %}
