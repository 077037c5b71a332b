{#-
  A person by a pseudonym: the number hashed twice with the installation's key, so that who has all numbers but not
  the key can make no table of them. A pseudonym is still personal data (GDPR art. 4.5).
-#}
{% macro pseudonym(personal_number) -%}
{%- set key = "(select pseudonym_key from " ~ source("raw", "installation") ~ ")" -%}
left({{ sha256(key ~ " || " ~ sha256(key ~ " || " ~ personal_number)) }}, 32)
{%- endmacro %}


{#- The sex by a personal number ÅÅÅÅMMDD-NNNN: the digit before its last is odd for men. -#}
{% macro sex_of(personal_number) -%}
case
    when substring({{ personal_number }}, 12, 1) in ('1', '3', '5', '7', '9') then 'man'
    else 'woman'
end
{%- endmacro %}


{#- The year of birth that a personal number ÅÅÅÅMMDD-NNNN begins with. -#}
{% macro birth_year_of(personal_number) -%}
cast(substring({{ personal_number }}, 1, 4) as integer)
{%- endmacro %}


{#- SHA-256 of a text, as 64 hexadecimal digits. -#}
{% macro sha256(expression) -%}
{{ return(adapter.dispatch("sha256", "bokslut")(expression)) }}
{%- endmacro %}


{% macro default__sha256(expression) -%}
sha2({{ expression }}, 256)
{%- endmacro %}


{% macro duckdb__sha256(expression) -%}
sha256({{ expression }})
{%- endmacro %}


{#-
  A free text with each Swedish personal or coordination number in it replaced by a word. A number counts as one where
  its month and day exist and it is written with its sign, or its last digit is Luhn's over the nine before it
  (folkbokföringslagen 1991:481, 18 § and 18 b §): the rule of orchestration/core/personal_data.py.
-#}
{% macro without_personal_numbers(text) -%}
case
    when not {{ matches(text, '\\d{6}' ~ personal_number_sign() ~ '\\d{4}') }} then {{ text }}
    else {{ adapter.dispatch("mask_personal_numbers", "bokslut")(text) }}
end
{%- endmacro %}


{#-
  The number of a customer or a supplier, or a word where it is a person's: a personal number, in any writing, or the
  VAT number that is made of one. The third digit of a legal person's organisation number is at least 2, so that no
  date begins it (lagen 1974:174, 1 §).
-#}
{% macro party_number(number) -%}
case
    when {{ matches(
        "upper(trim(" ~ number ~ "))",
        "^(SE)?(1[89]|20)?\\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01]|6[1-9]|[78]\\d|9[01])"
        ~ personal_number_sign() ~ "\\d{4}(01)?$"
    ) }} then '(personnummer)'
    else {{ without_personal_numbers(number) }}
end
{%- endmacro %}


{#-
  What stands between a day and the serial number of the day: a sign, as it is typed or as programs set it in its place
  (other dashes and blanks, what nobody sees), three at most.
-#}
{% macro personal_number_sign() -%}
[-+ \x{a0}\x{ad}\x{2002}-\x{200b}\x{2010}-\x{2015}\x{202f}\x{2060}\x{2212}\x{fe58}\x{fe63}\x{ff0d}]{0,3}
{%- endmacro %}


{#- What may be a number, and what is before it; `end` says that no word goes on after it. -#}
{% macro personal_number_pattern(end) -%}
(?:^|[^\w.,+-]|\pL[.,+-])((?:1[89]|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01]){{ personal_number_sign() }}\d{4}){{ end }}
{%- endmacro %}


{#-
  A word goes on with a letter of English or a digit on both engines; Java's own `\b` knows the letter å too. The longest
  number is replaced first, since a number without its century may be the end of another.
-#}
{% macro default__mask_personal_numbers(text) -%}
aggregate(
    array_sort(
        filter(
            regexp_extract_all({{ text }}, r'{{ personal_number_pattern("(?!\\w)") }}', 1),
            found -> regexp_like(found, r'\D') or luhn_check(right(found, 10))
        ),
        (one, other) -> length(other) - length(one)
    ),
    {{ text }},
    (masked, found) -> replace(masked, found, '(personnummer)')
)
{%- endmacro %}


{% macro duckdb__mask_personal_numbers(text) -%}
{%- set doubled = "cast(substring(right(found, 10), place, 1) as integer) * (2 - (place - 1) % 2)" -%}
list_reduce(
    list_prepend(
        {{ text }},
        list_transform(
            list_sort(list_transform(list_filter(
                regexp_extract_all({{ text }}, '{{ personal_number_pattern("\\b") }}', 1),
                lambda found: regexp_matches(found, '\D')
                or list_sum(
                    list_transform(range(1, 11), lambda place: try({{ doubled }} // 10 + {{ doubled }} % 10))
                ) % 10 = 0
            ), lambda found: {'shorter': -length(found), 'found': found})),
            lambda sorted: sorted.found
        )
    ),
    lambda masked, found: replace(masked, found, '(personnummer)')
)
{%- endmacro %}
