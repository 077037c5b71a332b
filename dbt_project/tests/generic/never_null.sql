{#- Fails with a row for each of the columns that is NULL somewhere: one test, not one a column. -#}
{% test never_null(model, columns) %}

{% for column in columns %}
    {% if not loop.first %}
        union all
    {% endif %}
    select
        '{{ column }}' as null_column,
        count(*) as row_count
    from {{ model }}
    where {{ column }} is null
    having count(*) > 0
{% endfor %}

{% endtest %}
