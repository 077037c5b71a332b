with compared as (
    select
        this_year.*,
        prior_year.satisfied_pct as prior_satisfied_pct,
        {{ amount_of('this_year.satisfied_pct - prior_year.satisfied_pct') }} as change_points,
        {{
            margin_of_difference_pct(
                'this_year.margin_of_error_pct', 'prior_year.margin_of_error_pct'
            )
        }}
            as margin_of_change_points
    from {{ ref('int_surveys__shares') }} as this_year
    left join {{ ref('int_surveys__shares') }} as prior_year
        on
            this_year.question_path = prior_year.question_path
            and this_year.fiscal_year - 1 = prior_year.fiscal_year
)

select
    {{ as_text('fiscal_year') }} || '-' || question_path as satisfaction_key,
    fiscal_year,
    subject,
    audience,
    question,
    question_text_sv,
    cast(population_count as integer) as population_count,
    cast(answers_count as integer) as answers_count,
    satisfied_pct,
    margin_of_error_pct,
    prior_satisfied_pct,
    change_points,
    margin_of_change_points,
    abs(change_points) > margin_of_change_points as is_change_significant
from compared
order by
    fiscal_year asc nulls last,
    subject asc nulls last,
    audience asc nulls last,
    question asc nulls last
