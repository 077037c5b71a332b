{#- A file of a load, as one key: the loader's own two columns joined. -#}
{% macro ledger_file_id() -%}
load_id || '/' || file_name
{%- endmacro %}


{#- A row of a file, as one key: leads a reader from a figure back to the file and the line. -#}
{% macro ledger_row_id(ledger_file_id, line_number) -%}
{{ ledger_file_id }} || ':' || {{ as_text(line_number) }}
{%- endmacro %}
