{#- Fails where one of two columns is filled and the other is not: a text in one language without the other. -#}
{% test filled_together(model, columns) %}

select count(*) as row_count
from {{ model }}
where ({{ columns[0] }} is null) <> ({{ columns[1] }} is null)
having count(*) > 0

{% endtest %}
