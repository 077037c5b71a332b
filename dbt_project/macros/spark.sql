{#-
  What Spark needs beside the models: tables over the Parquet files that it starts from, checks of the constraints that
  its tables do not enforce, and the maps of unit tests.
-#}
{% macro register_inputs(tables) -%}
{%- for table in tables -%}
{%- set relation = api.Relation.create(schema=table.schema, identifier=table.name) -%}
{%- do run_query("create schema if not exists " ~ table.schema) -%}
{%- do run_query("drop table if exists " ~ relation) -%}
{%- do run_query(
    "create table " ~ relation ~ " (" ~ table.columns ~ ") using parquet location '" ~ table.location ~ "'"
) -%}
{%- endfor -%}
{%- endmacro %}


{#- Called by dbt-spark when a table under contract has been made. -#}
{% macro spark__persist_constraints(relation, model) -%}
{%- if execute and config.get("contract").enforced -%}
{%- set required, counts = [], [] -%}
{%- for column in model.columns.values() if column.constraints | selectattr("type", "equalto", "not_null") | list -%}
{%- do required.append(column.name) -%}
{%- endfor -%}
{%- for constraint in model.constraints if constraint.type == "primary_key" -%}
{%- do required.extend(constraint.columns) -%}
{%- do counts.append("count(*) - count(distinct (" ~ constraint.columns | join(", ") ~ ")) as primary_key") -%}
{%- endfor -%}
{%- for name in required | unique -%}
{%- do counts.append("count_if(" ~ name ~ " is null) as " ~ name) -%}
{%- endfor -%}
{%- set broken = run_query("select " ~ counts | join(", ") ~ " from " ~ relation) -%}
{%- for name in broken.column_names if broken.columns[name].values()[0] > 0 -%}
{%- do exceptions.raise_compiler_error(
    relation ~ " breaks its contract: " ~ broken.columns[name].values()[0] ~ " rows "
    ~ ("have a key that another row has" if name == "primary_key" else "have no " ~ name)
    ~ ". Fix the model, or the data that it reads."
) -%}
{%- endfor -%}
{%- endif -%}
{%- endmacro %}


{#- A value of a unit test's row in its column's type. A map is written there as DuckDB writes one, {key=value, …}. -#}
{% macro spark__safe_cast(field, type) -%}
{%- if type.startswith("map<") and field != "null" -%}
{%- set entries = field.strip("'").strip("{}") -%}
cast({{ "str_to_map('" ~ entries ~ "', ', ', '=')" if entries else "map()" }} as {{ type }})
{%- else -%}
{{ dbt.spark__safe_cast(field, type) }}
{%- endif -%}
{%- endmacro %}
