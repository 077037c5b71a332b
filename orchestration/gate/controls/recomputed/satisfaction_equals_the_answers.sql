-- title: Satisfaction, its margin of error and its change are worked out again from each question's answers
-- protects: mart_services__satisfaction
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_surveys__answers)
-- not_applicable: no survey has been delivered
with counts as (
    select
        surveys.fiscal_year,
        surveys.subject,
        surveys.audience,
        answers.question,
        questions.question_text_sv,
        surveys.population_count,
        count(answers.answer) as answers_count,
        count(*) filter (answers.answer in (4, 5)) as satisfied_count
    from staging.stg_surveys__surveys as surveys
    inner join staging.stg_surveys__questions as questions using (survey_id)
    inner join staging.stg_surveys__answers as answers using (survey_id, question)
    where questions.scale_max = 5
    group by all
    having answers_count > 0
),

-- 1.96 standard errors of a share, in percentage points, with the correction for a finite population; every quotient
-- has eight decimals.
shares as (
    select
        * exclude (satisfied_count),
        (100 * satisfied_count / answers_count)::decimal(18, 8) as satisfied_pct,
        (satisfied_count * (answers_count - satisfied_count) / (answers_count * answers_count))::decimal(18, 8) as variance,
        (1 / answers_count)::decimal(18, 8) as per_answer,
        case
            when satisfied_count between 0 and answers_count and answers_count <= population_count
                then ((population_count - answers_count) / greatest(population_count - 1, 1))::decimal(18, 8)
        end as correction,
        (196 * sqrt(variance * per_answer * correction))::decimal(18, 8) as margin_of_error_pct
    from counts
),

recomputed as (
    select
        concat_ws('/', this_year.fiscal_year || '-' || this_year.subject, this_year.audience, this_year.question)
            as satisfaction_key,
        this_year.* exclude (variance, per_answer, correction),
        subjects.label_sv as subject_label_sv,
        audiences.label_sv as audience_label_sv,
        prior_year.satisfied_pct as prior_satisfied_pct,
        this_year.satisfied_pct - prior_year.satisfied_pct as change_points,
        sqrt(pow(this_year.margin_of_error_pct, 2) + pow(prior_year.margin_of_error_pct, 2))::decimal(18, 8)
            as margin_of_change_points,
        abs(change_points) > margin_of_change_points as is_change_significant
    from shares as this_year
    left join shares as prior_year
        on
            (this_year.fiscal_year - 1, this_year.subject, this_year.audience, this_year.question)
            = (prior_year.fiscal_year, prior_year.subject, prior_year.audience, prior_year.question)
    left join reference.member_labels as subjects on this_year.subject = subjects.member_part
    left join reference.member_labels as audiences on this_year.audience = audiences.member_part
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from services.mart_services__satisfaction
    ) on columns('_count$|_pct$|_points$')
    into name measure value amount
)

select
    concat_ws(', ', satisfaction_key, question_text_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by
    satisfaction_key, fiscal_year, subject, subject_label_sv, audience, audience_label_sv, question, question_text_sv,
    is_change_significant, measure
