{#- The value of a key in a map of strings, NULL where the key is absent. -#}
{% macro map_value(map, key) -%}
{{ return(adapter.dispatch("map_value", "bokslut")(map, key)) }}
{%- endmacro %}


{% macro default__map_value(map, key) -%}
try_element_at({{ map }}, {{ key }})
{%- endmacro %}


{% macro duckdb__map_value(map, key) -%}
{{ map }}[{{ key }}]
{%- endmacro %}


{#- True where a map has no key. -#}
{% macro map_is_empty(map) -%}
{{ return(adapter.dispatch("map_is_empty", "bokslut")(map)) }}
{%- endmacro %}


{% macro default__map_is_empty(map) -%}
(size({{ map }}) = 0)
{%- endmacro %}


{% macro duckdb__map_is_empty(map) -%}
(cardinality({{ map }}) = 0)
{%- endmacro %}
