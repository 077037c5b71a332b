{%- set index_answers = ref("int_surveys__index_answers") -%}
{%- set answers = ref("int_surveys__answers") -%}
-- A satisfied answer is one of 4 or 5 on a scale to 5; no opinion counts in neither number.
{{ quantity("survey_answers", answers, "sent_date", member="question_path", where="scale_max = 5") }}
union all
{{
    quantity(
        "survey_satisfied_answers", answers, "sent_date", member="question_path",
        where="scale_max = 5 and answer >= 4"
    )
}}
union all
-- An index puts the worst answer at 0 and the best at 100; each answer to each of its questions counts alike.
{%- for suffix, breakdown in (("", "total"), ("_by_part", "part"), ("_by_group", "group")) %}
{{
    quantity(
        "survey_index_answers" ~ suffix, index_answers, "sent_date", member="line_path",
        where="breakdown = '" ~ breakdown ~ "'"
    )
}}
union all
{{
    quantity(
        "survey_index_points" ~ suffix, index_answers, "sent_date",
        ratio("answer - 1", "scale_max - 1"), member="line_path",
        where="breakdown = '" ~ breakdown ~ "'"
    )
}}
union all
{%- endfor %}
{{
    quantity(
        "survey_respondents", ref("int_surveys__respondents"), "sent_date",
        member="subject || '/' || audience"
    )
}}
