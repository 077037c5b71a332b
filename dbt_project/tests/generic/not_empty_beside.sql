{#-
  Fails where the relation has no rows though another, that it is made from, has: of a system that is not delivered there
  is nothing to show.
-#}
{% test not_empty_beside(model, to) %}

select made_from.row_count
from (select count(*) as row_count from {{ to }}) as made_from
cross join (select count(*) as row_count from {{ model }}) as counted
where made_from.row_count > 0 and counted.row_count = 0

{% endtest %}
