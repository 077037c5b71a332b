{#- A file of a load, as one key: the loader's own two columns joined. -#}
{% macro ledger_file_id() -%}
load_id || '/' || file_name
{%- endmacro %}


{#- A row of a file, as one key: leads a reader from a figure back to the file and the line. -#}
{% macro ledger_row_id(ledger_file_id, line_number) -%}
{{ ledger_file_id }} || ':' || {{ as_text(line_number) }}
{%- endmacro %}


{#- An organisation number as NNNNNN-NNNN; programs also write ten digits alone, or twelve with the century. -#}
{% macro organisation_number(column) -%}
case
    when {{ matches(column, '^(16|18|19|20)?[0-9]{6}[- ]?[0-9]{4}$') }}
        then left(right(replace(replace({{ column }}, '-', ''), ' ', ''), 10), 6) || '-' || right({{ column }}, 4)
    else {{ column }}
end
{%- endmacro %}
