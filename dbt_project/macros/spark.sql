{#-
  What Spark needs beside the models: schemas, tables over the Parquet files that it starts from, checks of the
  constraints that its tables do not enforce, and the maps of unit tests.
-#}
{% macro register_inputs(tables, folder, version) -%}
{%- set found = run_query("select version()").columns[0].values()[0].split(" ") | first -%}
{%- if found != version -%}
{%- do exceptions.raise_compiler_error(
    "The server is Spark " ~ found ~ ", and Spark's environment has " ~ version ~ ", which a release's record names."
    ~ " Install the server's version there, or give the address of a server of that version."
) -%}
{%- endif -%}
{%- set schemas = tables | map(attribute="schema") | list -%}
{%- for node in graph.nodes.values() if node.resource_type == "model" -%}
{%- do schemas.append(node.schema) -%}
{%- endfor -%}
{%- for schema in schemas | unique -%}
{%- do make_schema_again(schema, folder ~ "/tables/" ~ schema ~ ".db") -%}
{%- endfor -%}
{%- for table in tables -%}
{%- do run_query(
    "create table " ~ api.Relation.create(schema=table.schema, identifier=table.name)
    ~ " (" ~ table.columns ~ ") using parquet location '" ~ table.location ~ "'"
) -%}
{%- endfor -%}
{%- endmacro %}


{#-
  A server's catalogue lasts longer than a build: what it has of an earlier build is forgotten, and what is not of this
  installation is left alone. The comment tells them apart, since a catalogue writes a place in its own way.
-#}
{% macro make_schema_again(schema, location) -%}
{%- set comment = "Bokslut, " ~ location -%}
{%- if run_query("show schemas like '" ~ schema ~ "'") | length -%}
{%- set said = {} -%}
{%- for row in run_query("describe schema " ~ schema) -%}
{%- do said.update({row[0]: row[1]}) -%}
{%- endfor -%}
{%- if said.get("Comment") != comment -%}
{%- do exceptions.raise_compiler_error(
    "The server's catalogue has a schema " ~ schema ~ " that is not of this warehouse: its tables are in "
    ~ said["Location"] ~ ". Give Bokslut a catalogue of its own, or remove the schema if nobody needs it."
) -%}
{%- endif -%}
{%- do run_query("drop schema " ~ schema ~ " cascade") -%}
{%- endif -%}
{%- do run_query("create schema " ~ schema ~ " comment '" ~ comment ~ "' location '" ~ location ~ "'") -%}
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
