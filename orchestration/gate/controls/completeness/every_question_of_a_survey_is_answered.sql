-- title: Every question of a survey has answers from most of its respondents, and every answer has its question
-- protects: mart_services__satisfaction
-- severity: explain
-- comparison: at_least
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_surveys__surveys)
-- not_applicable: no survey is delivered
-- A respondent may leave a question out; where more than half of them did, the question was lost, not left out.
with respondents as (
    select
        survey_id,
        count(distinct respondent_id) as respondents_count
    from staging.stg_surveys__answers
    group by survey_id
),

answers as (
    select
        survey_id,
        question,
        count(*) as answers_count
    from staging.stg_surveys__answers
    group by all
),

questions as (
    select
        survey_id,
        question
    from staging.stg_surveys__questions
)

select
    'survey ' || survey_id || ', question ' || question || ': '
    || coalesce(answers_count, 0) || ' answers of ' || coalesce(respondents_count, 0) || ' respondents' as subject,
    greatest(1, respondents_count / 2)::decimal(28, 8) as expected,
    (case when questions.question is null then 0 else coalesce(answers_count, 0) end)::decimal(28, 8) as actual
from (select survey_id, question, true as is_asked from questions) as questions
full join answers using (survey_id, question)
left join respondents using (survey_id)
union all
select
    'survey ' || survey_id || ': respondents',
    1::decimal(28, 8),
    coalesce(respondents_count, 0)::decimal(28, 8)
from staging.stg_surveys__surveys
left join respondents using (survey_id)
