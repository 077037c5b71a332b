{#-
  Fails on each group in which an amount of the row `total` is not, to the öre, the sum of the same amount over
  the rows `parts`. Both are conditions on the relation. A missing amount counts as zero; a group that has
  parts and no total, or a total and no parts, fails where the other side is not zero.
-#}
{% test parts_add_up(model, amounts, group_by, total, parts) %}

{% for amount in amounts %}
    {% if not loop.first %}
        union all
    {% endif %}
    select
        {% for column in group_by %}
            {{ column }},
        {% endfor %}
        '{{ amount }}' as amount_column,
        {{ money_sum("case when " ~ total ~ " then coalesce(" ~ amount ~ ", 0) else 0 end") }} as total_sek,
        {{ money_sum("case when " ~ parts ~ " then coalesce(" ~ amount ~ ", 0) else 0 end") }} as parts_sek
    from {{ model }}
    group by {{ group_by | join(", ") }}
    having
        {{ money_sum("case when " ~ total ~ " then coalesce(" ~ amount ~ ", 0) else 0 end") }}
        <> {{ money_sum("case when " ~ parts ~ " then coalesce(" ~ amount ~ ", 0) else 0 end") }}
{% endfor %}

{% endtest %}
