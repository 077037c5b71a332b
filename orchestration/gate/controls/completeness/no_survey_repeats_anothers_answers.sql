-- title: No survey's answers are those of another year's survey, and no question's are those of another, from everybody
-- protects: mart_services__satisfaction
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: (select count(*) from staging.stg_surveys__surveys) >= 2
-- not_applicable: fewer than two surveys are delivered
-- Two years are compared by what was answered: for each question, how many gave which answer; they never agree on all
-- of it. Two questions are compared respondent by respondent: twenty who differ from one another never answer both
-- alike.
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
union all
select
    'survey ' || survey_id || ', ' || string_agg(question, ' and ' order by question) || coalesce(': ' || nullif(count(*) - 1, 0) || ' with the answers of another', ''),
    0::decimal(28, 8),
    (count(*) - 1)::decimal(28, 8)
from (
    select
        survey_id,
        question,
        -- A question that too few answered, or all alike, is its own.
        if(count(answer) >= 20 and count(distinct answer) > 1, sum(hash(respondent_id, answer)::hugeint)::varchar, question) as answered
    from staging.stg_surveys__answers
    group by survey_id, question
)
group by survey_id, answered
