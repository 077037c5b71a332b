select
    answers.load_id,
    answers.file_name,
    answers.line_number,
    surveys.survey_id,
    surveys.fiscal_year,
    surveys.subject,
    surveys.audience,
    surveys.population_count,
    surveys.sent_date,
    answers.respondent_id,
    answers.respondent_group,
    answers.question,
    questions.question_text_sv,
    surveys.subject || '/' || surveys.audience || '/' || answers.question as question_path,
    questions.index_name,
    surveys.subject || '/' || surveys.audience || '/' || questions.index_name as index_path,
    questions.index_part,
    questions.scale_max,
    answers.answer
from {{ ref('stg_surveys__answers') }} as answers
inner join {{ ref('stg_surveys__surveys') }} as surveys
    on answers.survey_id = surveys.survey_id
inner join {{ ref('stg_surveys__questions') }} as questions
    on answers.survey_id = questions.survey_id and answers.question = questions.question
where answers.answer is not null
