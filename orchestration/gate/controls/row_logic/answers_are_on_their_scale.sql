-- title: Every answer that was given is on its question's scale, and no survey has more respondents than its population
-- protects: mart_services__satisfaction
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_surveys__surveys)
-- not_applicable: no survey is delivered
select
    'survey ' || survey_id || ', question ' || question || ': answers off the scale of 1 to ' || coalesce(any_value(scale_max)::varchar, '(none)')
    as subject,
    0::decimal(28, 8) as expected,
    count(*) filter (scale_max is null or answer < 1 or answer > scale_max)::decimal(28, 8) as actual
from staging.stg_surveys__answers
left join staging.stg_surveys__questions using (survey_id, question)
group by survey_id, question
union all
select
    'survey ' || survey_id || ': respondents beyond its population of ' || any_value(population_count),
    0::decimal(28, 8),
    greatest(0, count(distinct respondent_id) - coalesce(any_value(population_count), 0))::decimal(28, 8)
from staging.stg_surveys__surveys
left join staging.stg_surveys__answers using (survey_id)
group by survey_id
union all
select
    'survey ' || survey_id || ': answers that one respondent gave twice to a question',
    0::decimal(28, 8),
    (count(*) - count(distinct (respondent_id, question)))::decimal(28, 8)
from staging.stg_surveys__answers
group by survey_id
