{#-
  Where a run has its tables computed by Spark (docs/scaling.md), DuckDB makes the same relations of the files that
  Spark has written, not of the models' SQL. Contracts, constraints and data tests are the same. Staging models are
  views over the raw layer on both engines.
-#}
{% macro duckdb__create_table_as(
    temporary, relation, compiled_code, language="sql", partitioned_by=none, sorted_by=none
) -%}
{{- return(dbt.duckdb__create_table_as(
    temporary, relation, compiled_code if temporary else computed_rows(relation, compiled_code), language,
    partitioned_by=partitioned_by, sorted_by=sorted_by
)) -}}
{%- endmacro %}


{% macro duckdb__create_view_as(relation, sql) -%}
{{- return(dbt.duckdb__create_view_as(
    relation, sql if relation.schema == "staging" else computed_rows(relation, sql)
)) -}}
{%- endmacro %}


{#- The query that gives a relation's rows: of Spark's files where there are any, else the model's. -#}
{% macro computed_rows(relation, sql) -%}
{%- set folder = env_var("BOKSLUT_COMPUTED_TABLES", "") -%}
{%- if not folder or model.resource_type != "model" -%}
{{- return(sql) -}}
{%- endif -%}
{%- set files = folder ~ "/" ~ relation.schema ~ ".db/" ~ relation.identifier ~ "/*.parquet" -%}
{{- return("select * from read_parquet(" ~ text_literal(files) ~ ")") -}}
{%- endmacro %}
