{#-
  The business area of a posting or a budget row: a statement line that belongs to an area as a whole
  (depreciation and internal interest form the row of capital costs) goes before the cost centre's own area.
-#}
{% macro business_area_of(account_line, cost_centre) -%}
coalesce({{ account_line }}.business_area_id, {{ cost_centre }}.business_area_id)
{%- endmacro %}
