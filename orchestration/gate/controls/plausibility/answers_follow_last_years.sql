-- title: The answers to a question, and who gave them, follow last year's survey of the same subject and audience
-- protects: mart_services__satisfaction
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from staging.stg_surveys__surveys as now
--   inner join staging.stg_surveys__surveys as earlier
--   on now.subject = earlier.subject and now.audience = earlier.audience and now.fiscal_year = earlier.fiscal_year + 1)
-- not_applicable: no survey is held two years in a row
-- Another scale, a scale that was turned round, answers of another survey or question: each moves a question's mean by
-- more than a sixth of its scale (and four of chance), or leaves no spread. The respondents are at least half as many as
-- last year, and a group's share of them changes by no more than a fifth, unless the survey goes to twice as many, or half.
with surveys as (
    select
        survey_id,
        subject || ', ' || audience as what,
        fiscal_year,
        population_count
    from staging.stg_surveys__surveys
),

questions as (
    select
        surveys.what,
        surveys.fiscal_year,
        answers.question,
        any_value(questions.scale_max)::double as scale_max,
        count(answers.answer) as answers_count,
        count(*) as asked_count,
        (avg(answers.answer) - 1) / (any_value(questions.scale_max) - 1) as mean,
        coalesce(stddev_samp(answers.answer), 0) / (any_value(questions.scale_max) - 1) as spread
    from staging.stg_surveys__answers as answers
    inner join surveys using (survey_id)
    inner join staging.stg_surveys__questions as questions using (survey_id, question)
    group by all
),

respondents as (
    select
        surveys.what,
        surveys.fiscal_year,
        answers.respondent_group,
        count(distinct answers.respondent_id) as respondents_count
    from staging.stg_surveys__answers as answers
    inner join surveys using (survey_id)
    group by all
),

surveyed as (
    select
        respondents.what,
        respondents.fiscal_year,
        sum(respondents.respondents_count) as respondents_count,
        (select sum(population_count) from surveys where surveys.what = respondents.what and surveys.fiscal_year = respondents.fiscal_year)
        as population_count
    from respondents
    group by respondents.what, respondents.fiscal_year
)

select
    now.fiscal_year || ', ' || now.what || ', ' || now.question || ': mean ' || round(now.mean, 3)::decimal(28, 3) || ' of the scale to '
    || now.scale_max || ', last year ' || round(earlier.mean, 3)::decimal(28, 3) || ' of that to ' || earlier.scale_max as subject,
    0::decimal(28, 8) as expected,
    (
        now.scale_max <> earlier.scale_max
        or abs(now.mean - earlier.mean) > 1 / 6.0 + 4 * greatest(now.spread, earlier.spread) / sqrt(least(now.answers_count, earlier.answers_count))
        or (now.spread < earlier.spread / 4 and now.answers_count >= 20)
        or abs(now.answers_count / now.asked_count - earlier.answers_count / earlier.asked_count) > 0.2
    )::int::decimal(28, 8) as actual
from questions as now
inner join questions as earlier
    on now.what = earlier.what and now.question = earlier.question and now.fiscal_year = earlier.fiscal_year + 1
union all
select
    earlier.fiscal_year + 1 || ', ' || earlier.what || ', group ' || earlier.respondent_group || ': '
    || coalesce(now.respondents_count, 0) || ' respondents, last year ' || earlier.respondents_count,
    0::decimal(28, 8),
    (
        abs(
            coalesce(now.respondents_count, 0) / surveyed.respondents_count
            - earlier.respondents_count / surveyed_earlier.respondents_count
        ) > 0.2
    )::int::decimal(28, 8)
from respondents as earlier
inner join surveyed on earlier.what = surveyed.what and earlier.fiscal_year + 1 = surveyed.fiscal_year
inner join surveyed as surveyed_earlier
    on earlier.what = surveyed_earlier.what and earlier.fiscal_year = surveyed_earlier.fiscal_year
left join respondents as now
    on
        earlier.what = now.what and earlier.respondent_group = now.respondent_group
        and earlier.fiscal_year + 1 = now.fiscal_year
where
    least(surveyed.respondents_count, surveyed_earlier.respondents_count) >= 20
    and surveyed.population_count between surveyed_earlier.population_count / 2 and 2 * surveyed_earlier.population_count
union all
select
    now.fiscal_year || ', ' || now.what || ': ' || now.respondents_count || ' respondents, last year ' || earlier.respondents_count,
    0::decimal(28, 8),
    (now.respondents_count < earlier.respondents_count / 2)::int::decimal(28, 8)
from surveyed as now
inner join surveyed as earlier on now.what = earlier.what and now.fiscal_year = earlier.fiscal_year + 1
