{#-
  The rows of one relation as rows of quantities: each row once for every quantity that it counts in, read in one
  scan. Every quantity is a column of the relation, NULL where the row does not count. A measure is a sum of such
  amounts, or one sum over another, so whoever asks for the rows of a figure reads the definition that made the
  figure.

  `quantities` are names of columns, or dicts: `name` of the quantity, `expr` where the amount is another column than
  the name, `dimension` for the column that says which member of the quantity the row belongs to.

  `rests_on` is `row` for rows of files, `cell` for cells of computed tables and `rule` for rules of the project; only
  rows of files have a load, a file and a line.
-#}
{% macro quantity_rows(relation, source_model, agg_time_dimension, quantities, rests_on="row") -%}
{%- set names, members, amounts = [], [], [] -%}
{%- for item in quantities -%}
{%- set quantity = {"name": item} if item is string else item -%}
{%- do names.append("select " ~ loop.index ~ " as position, '" ~ quantity.name ~ "' as quantity_id") -%}
{%- do members.append("when " ~ loop.index ~ " then " ~ (quantity.dimension or "''")) -%}
{%- do amounts.append("when " ~ loop.index ~ " then " ~ amount_of("counted." ~ (quantity.expr or quantity.name))) -%}
{%- endfor -%}
{%- set is_of_files = rests_on == "row" -%}
select
    quantity_id,
    {{ as_text("member") }} as member,
    quantity_date,
    amount,
    '{{ rests_on }}' as rests_on,
    '{{ source_model }}' as source_model,
    load_id,
    file_name,
    line_number
from (
    select
        quantities.quantity_id,
        case quantities.position {{ members | join(" ") }} end as member,
        cast(counted.{{ agg_time_dimension }} as date) as quantity_date,
        case quantities.position {{ amounts | join(" ") }} end as amount,
        {{ "counted.load_id" if is_of_files else as_text("null") }} as load_id,
        {{ "counted.file_name" if is_of_files else as_text("null") }} as file_name,
        {{ "counted.line_number" if is_of_files else "cast(null as bigint)" }} as line_number
    from {{ relation }} as counted
    cross join ({{ names | join(" union all ") }}) as quantities
) as {{ relation }}_quantities
where amount is not null
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
