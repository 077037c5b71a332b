{#-
  A measure's definition with the board's rules in place of their names: `{answer_within_seconds}` becomes 60. The
  query has the board's rules as `rules`. `language` is sv or en; a rule for abandoned calls is written out in it.
-#}
{% macro with_parameters(definition, language) -%}
{%- set said = {
    "counts_against": {"sv": "räknas som inte besvarat i tid", "en": "counts as not answered in time"},
    "left_out": {"sv": "räknas inte med", "en": "is left out"},
    "short_left_out": {
        "sv": "räknas inte med om det var kort, annars som inte besvarat i tid",
        "en": "is left out if it was short, else counts as not answered in time",
    },
    "short_in_time": {
        "sv": "räknas som besvarat i tid om det var kort, annars inte",
        "en": "counts as answered in time if it was short, else not",
    },
} -%}
{%- set replaced = namespace(text=definition) -%}
{%- for name in ["answer_within_seconds", "switchboard_answer_within_seconds", "long_sick_leave_over_days"] -%}
{%- set replaced.text = "replace(" ~ replaced.text ~ ", '{" ~ name ~ "}', " ~ as_text("rules." ~ name) ~ ")" -%}
{%- endfor -%}
{%- for name in ["abandoned_calls", "switchboard_abandoned_calls"] -%}
{%- set cases = [] -%}
{%- for rule, words in said.items() -%}
{%- do cases.append("when '" ~ rule ~ "' then '" ~ words[language] ~ "'") -%}
{%- endfor -%}
{%- set words = "case rules." ~ name ~ " " ~ cases | join(" ") ~ " end" -%}
{%- set replaced.text = "replace(" ~ replaced.text ~ ", '{" ~ name ~ "}', " ~ words ~ ")" -%}
{%- endfor -%}
{{ replaced.text }}
{%- endmacro %}
