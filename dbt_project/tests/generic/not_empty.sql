{#- Fails where the relation has no rows: every other test passes on an empty table. -#}
{% test not_empty(model) %}

select counted.row_count
from (select count(*) as row_count from {{ model }}) as counted
where counted.row_count = 0

{% endtest %}
