{#- A date as a number, so that figures that are dates are compared as all others: days since 1970-01-01. -#}
{% macro day_number(date) -%}
{{ dbt.datediff("cast('1970-01-01' as date)", date, "day") }}
{%- endmacro %}


{#- A text as a number or a date, or a number as a shorter one; NULL where it is none. -#}
{% macro try_as(text, data_type) -%}
try_cast({{ text }} as {{ data_type }})
{%- endmacro %}


{#- Half of the last printed place, of 0 to 7 decimals (values have 8): what rounding can hide. -#}
{% macro half_step(decimals) -%}
case {{ decimals }}
{%- for places in range(8) %}
    when {{ places }} then 0.{{ "0" * places }}5
{%- endfor %}
end
{%- endmacro %}


{#- How many units the last digit that is not zero counts: 1000 of 145 000, 1 of 145 and of 14,5. -#}
{% macro printed_place(value, decimals) -%}
case
{%- for zeros in range(9, 0, -1) %}
    when {{ decimals }} = 0 and {{ value }} like '%{{ "0" * zeros }}' then {{ 10 ** zeros }}
{%- endfor %}
    else 1
end
{%- endmacro %}


{#-
  Whether a value rounds to a printed one, half away from zero; by bounds, because not every engine rounds to a
  number of places given by a column.
-#}
{% macro rounds_to(exact, printed, half) -%}
case
    when {{ printed }} > 0
        then {{ exact }} >= {{ printed }} - {{ half }} and {{ exact }} < {{ printed }} + {{ half }}
    when {{ printed }} < 0
        then {{ exact }} > {{ printed }} - {{ half }} and {{ exact }} <= {{ printed }} + {{ half }}
    else {{ exact }} > -{{ half }} and {{ exact }} < {{ half }}
end
{%- endmacro %}


{#-
  The words of a text, one row each with its place from 1, beside a key; words are parted by one blank. A blank between
  quotation marks parts no words, and a word has no quotation marks.
-#}
{% macro words_of(relation, key, text) -%}
{{ return(adapter.dispatch("words_of", "bokslut")(relation, key, text)) }}
{%- endmacro %}


{% macro default__words_of(relation, key, text) -%}
select
    {{ key }},
    word_at + 1 as word_position,
    replace(kept_word, char(31), ' ') as word
from {{ relation }} lateral view posexplode(split(
    array_join(
        transform(
            split({{ text }}, '"'), (part, place) -> case when place % 2 = 1 then replace(part, ' ', char(31)) else part end
        ),
        ''
    ),
    ' '
)) as word_at, kept_word
{%- endmacro %}


{% macro duckdb__words_of(relation, key, text) -%}
select
    {{ key }},
    generate_subscripts(kept_words, 1) as word_position,
    replace(unnest(kept_words), chr(31), ' ') as word
from (
    select
        {{ key }},
        string_split(
            array_to_string(
                list_transform(
                    string_split({{ text }}, '"'),
                    lambda part, place: case when place % 2 = 0 then replace(part, ' ', chr(31)) else part end
                ),
                ''
            ),
            ' '
        ) as kept_words
    from {{ relation }}
) as {{ relation }}_split
{%- endmacro %}
