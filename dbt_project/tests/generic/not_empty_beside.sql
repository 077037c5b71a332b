{#-
  Fails where the relation has no rows though another, that it is made from, has rows (of those that `of_rows` selects):
  of what is not delivered there is nothing to show. One row of either is proof enough, and many are views of millions.
-#}
{% test not_empty_beside(model, to, of_rows='true') %}

select made_from.row_count
from (
    select count(*) as row_count from (select 1 as one from {{ to }} where {{ of_rows }} limit 1) as first_row
) as made_from
cross join (select count(*) as row_count from (select 1 as one from {{ model }} limit 1) as first_row) as counted
where made_from.row_count > 0 and counted.row_count = 0

{% endtest %}
