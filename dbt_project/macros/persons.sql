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
