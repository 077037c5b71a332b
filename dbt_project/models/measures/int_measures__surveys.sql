-- A satisfied answer is 4 or 5 on a scale to 5; an answer without an opinion does not count at all.
with answers as (
    select
        sent_date,
        question_path,
        1 as survey_answers,
        case when answer >= 4 then 1 end as survey_satisfied_answers,
        load_id,
        file_name,
        line_number
    from {{ ref('int_surveys__answers') }}
    where scale_max = 5
),

-- An index puts the worst answer at 0 and the best at 100; all answers to its questions weigh the same.
index_answers as (
    select
        sent_date,
        line_path,
        case when breakdown = 'total' then 1 end as survey_index_answers,
        case
            when breakdown = 'total' then {{ ratio('answer - 1', 'scale_max - 1') }}
        end as survey_index_points,
        case when breakdown = 'part' then 1 end as survey_index_answers_by_part,
        case
            when breakdown = 'part' then {{ ratio('answer - 1', 'scale_max - 1') }}
        end as survey_index_points_by_part,
        case when breakdown = 'group' then 1 end as survey_index_answers_by_group,
        case
            when breakdown = 'group' then {{ ratio('answer - 1', 'scale_max - 1') }}
        end as survey_index_points_by_group,
        load_id,
        file_name,
        line_number
    from {{ ref('int_surveys__index_answers') }}
),

respondents as (
    select
        sent_date,
        subject || '/' || audience as survey_path,
        1 as survey_respondents,
        load_id,
        file_name,
        line_number
    from {{ ref('int_surveys__respondents') }}
)

{{
    quantity_rows(
        "answers",
        source_model="int_surveys__answers",
        agg_time_dimension="sent_date",
        quantities=[
            {"name": "survey_answers", "dimension": "question_path"},
            {"name": "survey_satisfied_answers", "dimension": "question_path"},
        ]
    )
}}
union all
{{
    quantity_rows(
        "index_answers",
        source_model="int_surveys__index_answers",
        agg_time_dimension="sent_date",
        quantities=[
            {"name": "survey_index_answers", "dimension": "line_path"},
            {"name": "survey_index_points", "dimension": "line_path"},
            {"name": "survey_index_answers_by_part", "dimension": "line_path"},
            {"name": "survey_index_points_by_part", "dimension": "line_path"},
            {"name": "survey_index_answers_by_group", "dimension": "line_path"},
            {"name": "survey_index_points_by_group", "dimension": "line_path"},
        ]
    )
}}
union all
{{
    quantity_rows(
        "respondents",
        source_model="int_surveys__respondents",
        agg_time_dimension="sent_date",
        quantities=[
            {"name": "survey_respondents", "dimension": "survey_path"},
        ]
    )
}}
