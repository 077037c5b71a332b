-- A satisfied answer is one of 4 or 5 on a scale to 5; no opinion counts nowhere.
with counts as (
    select
        fiscal_year,
        subject,
        audience,
        question,
        question_path,
        population_count,
        max(question_text_sv) as question_text_sv,
        count(*) as answers_count,
        {{ count_sum('case when answer >= 4 then 1 else 0 end') }} as satisfied_count
    from {{ ref('int_surveys__answers') }}
    where scale_max = 5
    group by fiscal_year, subject, audience, question, question_path, population_count
)

select
    fiscal_year,
    subject,
    audience,
    question,
    question_path,
    question_text_sv,
    population_count,
    answers_count,
    satisfied_count,
    {{ ratio('100 * satisfied_count', 'answers_count') }} as satisfied_pct,
    {{ margin_of_error_pct('satisfied_count', 'answers_count', 'population_count') }} as margin_of_error_pct
from counts
