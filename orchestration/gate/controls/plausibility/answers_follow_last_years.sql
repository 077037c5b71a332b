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
-- more than a sixth of its scale (and four of chance), or by a tenth further than the survey's other questions, or
-- leaves no spread. A question keeps its part of an index, and the share of "no opinion" within a twentieth. An answer
-- that was given sixteen times, or "no opinion", does not vanish. Unless the survey goes to twice as many, or half, a
-- group's share of the respondents changes by no more than a fifth, and hardly more of them, by a tenth, answer as
-- another does, or as somebody did last year; the mean answer of ten or more departs from the survey's as it did last
-- year, but for chance. The respondents are at least seven tenths as large a share of the population as last year's.
-- Three times as large or small a share answer only if the population is wrong, and so do as many as last year of a
-- population that is twice or half.
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
        any_value(questions.index_part) as index_part,
        count(answers.answer) as answers_count,
        count(*) as asked_count,
        (avg(answers.answer) - 1) / (any_value(questions.scale_max) - 1) as mean,
        coalesce(stddev_samp(answers.answer), 0) / (any_value(questions.scale_max) - 1) as spread
    from staging.stg_surveys__answers as answers
    inner join surveys using (survey_id)
    inner join staging.stg_surveys__questions as questions using (survey_id, question)
    group by all
),

people as (
    select
        surveys.what,
        surveys.fiscal_year,
        answers.respondent_group,
        sum(hash(answers.question, answers.answer)::hugeint) as answered,
        avg(answers.answer) as mean_answer
    from staging.stg_surveys__answers as answers
    inner join surveys using (survey_id)
    group by surveys.what, surveys.fiscal_year, answers.respondent_group, answers.survey_id, answers.respondent_id
),

respondents as (
    select
        what,
        fiscal_year,
        respondent_group,
        count(*)::double as respondents_count,
        count(*) filter (same_count > 1) / count(*) as twins_share,
        count(*) filter (was_answered) / count(*) as returned_share,
        avg(mean_answer) as mean_answer,
        var_samp(mean_answer) as variance
    from (
        select
            people.*,
            count(*) over (partition by people.what, people.fiscal_year, people.answered) as same_count,
            earlier.answered is not null as was_answered
        from people
        left join (select distinct what, fiscal_year, answered from people) as earlier
            on people.what = earlier.what and people.fiscal_year = earlier.fiscal_year + 1 and people.answered = earlier.answered
    )
    group by what, fiscal_year, respondent_group
),

surveyed as (
    select
        respondents.what,
        respondents.fiscal_year,
        sum(respondents.respondents_count) as respondents_count,
        sum(respondents.respondents_count * respondents.mean_answer) / sum(respondents.respondents_count) as mean_answer,
        (select sum(population_count) from surveys where surveys.what = respondents.what and surveys.fiscal_year = respondents.fiscal_year)
        as population_count
    from respondents
    group by respondents.what, respondents.fiscal_year
),

changes as (
    select
        now.*,
        earlier.scale_max as earlier_scale_max,
        earlier.index_part as earlier_index_part,
        earlier.mean as earlier_mean,
        earlier.spread as earlier_spread,
        earlier.answers_count as earlier_answers_count,
        earlier.asked_count as earlier_asked_count,
        4 * greatest(now.spread, earlier.spread) / sqrt(least(now.answers_count, earlier.answers_count)) as band
    from questions as now
    inner join questions as earlier
        on now.what = earlier.what and now.question = earlier.question and now.fiscal_year = earlier.fiscal_year + 1
),

given as (
    select
        surveys.what || ', scale to ' || questions.scale_max as what,
        surveys.fiscal_year,
        coalesce('answer ' || answers.answer, 'no answer') as answer,
        count(*) as answers_count
    from staging.stg_surveys__answers as answers
    inner join surveys using (survey_id)
    inner join staging.stg_surveys__questions as questions using (survey_id, question)
    group by surveys.what, surveys.fiscal_year, answers.answer, questions.scale_max
)

select
    fiscal_year || ', ' || what || ', ' || question || ': mean ' || round(mean, 3)::decimal(28, 3) || ' of the scale to '
    || scale_max || coalesce(', ' || index_part, '') || ', last year ' || round(earlier_mean, 3)::decimal(28, 3) || ' of that to '
    || earlier_scale_max || coalesce(', ' || earlier_index_part, '') as subject,
    0::decimal(28, 8) as expected,
    (
        scale_max <> earlier_scale_max
        or index_part is distinct from earlier_index_part
        or abs(mean - earlier_mean) > 1 / 6.0 + band
        or abs(mean - earlier_mean - median(mean - earlier_mean) over (partition by what, fiscal_year)) > 0.1 + 1.5 * band
        or (spread < earlier_spread / 4 and answers_count >= 20)
        or abs(answers_count / asked_count - earlier_answers_count / earlier_asked_count)
        > 0.05 + 4 * sqrt(0.05 / least(asked_count, earlier_asked_count))
    )::int::decimal(28, 8) as actual
from changes
union all
select
    earlier.fiscal_year + 1 || ', ' || earlier.what || ', group ' || earlier.respondent_group || ': '
    || coalesce(now.respondents_count, 0) || ' respondents, ' || round(100 * coalesce(now.twins_share, 0))::int
    || ' % of whom answer as another, ' || round(100 * coalesce(now.returned_share, 0))::int || ' % as somebody did last year, last year '
    || earlier.respondents_count || ' and ' || round(100 * earlier.twins_share)::int || ' %',
    0::decimal(28, 8),
    (
        abs(
            coalesce(now.respondents_count, 0) / surveyed.respondents_count
            - earlier.respondents_count / surveyed_earlier.respondents_count
        ) > 0.2
        or now.twins_share - earlier.twins_share > 0.1 + 4 * sqrt(
            greatest(0.05, earlier.twins_share * (1 - earlier.twins_share)) / least(now.respondents_count, earlier.respondents_count)
        )
        or (
            least(now.respondents_count, earlier.respondents_count) >= 10
            and abs(now.mean_answer - surveyed.mean_answer - earlier.mean_answer + surveyed_earlier.mean_answer)
            > 4 * sqrt(now.variance / now.respondents_count + earlier.variance / earlier.respondents_count)
        )
        or now.returned_share - greatest(now.twins_share, earlier.twins_share) > 0.1 + 4 * sqrt(
            greatest(0.05, now.twins_share * (1 - now.twins_share)) / least(now.respondents_count, earlier.respondents_count)
        )
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
    now.fiscal_year || ', ' || now.what || ': ' || now.respondents_count || ' respondents of ' || now.population_count || ', last year '
    || earlier.respondents_count || ' of ' || earlier.population_count,
    0::decimal(28, 8),
    (
        now.respondents_count + sqrt(now.respondents_count)
        < 0.7 * earlier.respondents_count * least(1.25, now.population_count / earlier.population_count)
        or now.respondents_count / now.population_count
        not between earlier.respondents_count / earlier.population_count / 3 and 3 * earlier.respondents_count / earlier.population_count
        or (
            now.population_count not between earlier.population_count / 2 and 2 * earlier.population_count
            and now.respondents_count between 0.75 * earlier.respondents_count and 1.33 * earlier.respondents_count
        )
    )::int::decimal(28, 8)
from surveyed as now
inner join surveyed as earlier on now.what = earlier.what and now.fiscal_year = earlier.fiscal_year + 1
union all
select
    asked.fiscal_year || ', ' || asked.what || ', ' || earlier.answer || ': ' || coalesce(now.answers_count, 0) || ' times, last year '
    || earlier.answers_count,
    0::decimal(28, 8),
    (now.answer is null and earlier.answers_count >= 16)::int::decimal(28, 8)
from (select distinct what, fiscal_year from given) as asked
inner join given as earlier on asked.what = earlier.what and asked.fiscal_year = earlier.fiscal_year + 1
left join given as now
    on asked.what = now.what and asked.fiscal_year = now.fiscal_year and earlier.answer = now.answer
