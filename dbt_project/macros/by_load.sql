{#-
  A model that keeps sums of each load, and so reads only the loads that have come or gone since. Its rows have
  load_id and source_model; a load counts for a staging model as long as stg_loads__files has its entity. What a
  delivery has corrected is no longer there, so its rows go; a full build starts empty. Spark's Parquet tables cannot
  lose rows, so there each build is a full one.
-#}
{% macro counted_loads() -%}
select
    load_id,
    'stg_' || system || '__' || entity as source_model,
    period_end_date
from {{ ref("stg_loads__files") }}
{%- endmacro %}


{#- The hook before such a model is built on. -#}
{% macro remove_loads_that_no_longer_count() -%}
{%- if is_incremental() -%}
delete from {{ this }}
where (load_id, source_model) not in (select load_id, source_model from ({{ counted_loads() }}) as counted)
{%- endif -%}
{%- endmacro %}


{#- The condition on its rows. It names the loads, so that an engine opens no file of another load. -#}
{% macro of_loads_not_built_yet() -%}
{%- if execute and is_incremental() -%}
{%- set missing = run_query(
    "select load_id, source_model from (" ~ counted_loads() ~ ") as counted"
    ~ " where (load_id, source_model) not in (select load_id, source_model from " ~ this ~ ")"
    ~ " order by load_id, source_model"
) -%}
{%- if missing.rows -%}
{%- set pairs = [] -%}
{%- for load_id, source_model in missing.rows -%}
{%- do pairs.append(load_id ~ " " ~ source_model) -%}
{%- endfor -%}
and load_id in ('{{ missing.columns[0].values() | unique | join("', '") }}')
and load_id || ' ' || source_model in ('{{ pairs | join("', '") }}')
{%- else -%}
and 1 = 0
{%- endif -%}
{%- endif -%}
{%- endmacro %}
