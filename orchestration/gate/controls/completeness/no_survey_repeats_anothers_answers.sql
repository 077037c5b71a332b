-- title: No survey's answers are those of another year's survey
-- protects: mart_services__satisfaction
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: (select count(*) from staging.stg_surveys__surveys) >= 2
-- not_applicable: fewer than two surveys are delivered
-- Compared by what was answered: for each question, how many gave which answer. Two years never agree on all of it.
with counted as (
    select
        survey_id,
        question,
        answer,
        count(*) as answers_count
    from staging.stg_surveys__answers
    group by all
),

contents as (
    select
        survey_id,
        sum(answers_count) as answers_count,
        string_agg(question || '=' || answer || ':' || answers_count, ';' order by question, answer) as content
    from counted
    group by survey_id
)

select
    'survey ' || contents.survey_id || coalesce(' repeats the answers of ' || twin.survey_id, ': answers are its own') as subject,
    0::decimal(28, 8) as expected,
    (twin.survey_id is not null)::int::decimal(28, 8) as actual
from contents
left join contents as twin
    on contents.content = twin.content and contents.survey_id > twin.survey_id and contents.answers_count >= 20
