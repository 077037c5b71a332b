-- One row counts for each respondent: the first in the file.
with numbered as (
    select
        answers.load_id,
        answers.file_name,
        answers.line_number,
        surveys.survey_id,
        surveys.subject,
        surveys.audience,
        surveys.sent_date,
        answers.respondent_id,
        answers.respondent_group,
        row_number() over (
            partition by answers.survey_id, answers.respondent_id
            order by answers.line_number asc nulls last
        ) as position
    from {{ ref('stg_surveys__answers') }} as answers
    inner join {{ ref('stg_surveys__surveys') }} as surveys
        on answers.survey_id = surveys.survey_id
)

select
    load_id,
    file_name,
    line_number,
    survey_id,
    subject,
    audience,
    sent_date,
    respondent_id,
    respondent_group
from numbered
where position = 1
