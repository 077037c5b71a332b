{#- Fails on each key that occurs more than once, and on each row whose key is not complete. -#}
{% test key_is_unique(model, columns) %}

select
    {% for column in columns %}
        {{ column }},
    {% endfor %}
    count(*) as row_count
from {{ model }}
group by {{ columns | join(", ") }}
having
    count(*) > 1
    {% for column in columns %}
        or {{ column }} is null
    {% endfor %}

{% endtest %}
