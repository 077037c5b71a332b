{#-
  A quotient as decimal(18, 8), NULL where the divisor is zero or NULL, or so small beside the numerator that the
  quotient has more than ten digits before its point: the gate's control `quotients_have_values` finds it. The only
  division in the project: decimal division is DOUBLE on DuckDB, and on Spark a decimal of as few as six decimals. The
  double is correct to some 15 digits, of which eight decimals are kept, so both engines give the same value.
-#}
{% macro ratio(numerator, denominator) -%}
{{ return(adapter.dispatch("ratio", "bokslut")(numerator, denominator)) }}
{%- endmacro %}


{% macro default__ratio(numerator, denominator) -%}
try_cast(cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0) as decimal(18, 8))
{%- endmacro %}


{% macro duckdb__ratio(numerator, denominator) -%}
try_cast(({{ numerator }}) / nullif({{ denominator }}, 0) as decimal(18, 8))
{%- endmacro %}
