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
    {{ as_text('compared.fiscal_year') }} || '-' || compared.question_path as satisfaction_key,
    compared.fiscal_year,
    compared.subject,
    subjects.label_sv as subject_label_sv,
    compared.audience,
    audiences.label_sv as audience_label_sv,
    compared.question,
    compared.question_text_sv,
    cast(compared.population_count as integer) as population_count,
    cast(compared.answers_count as integer) as answers_count,
    compared.satisfied_pct,
    compared.margin_of_error_pct,
    compared.prior_satisfied_pct,
    compared.change_points,
    compared.margin_of_change_points,
    abs(compared.change_points) > compared.margin_of_change_points as is_change_significant
from compared
left join {{ ref('member_labels') }} as subjects
    on compared.subject = subjects.member_part
left join {{ ref('member_labels') }} as audiences
    on compared.audience = audiences.member_part
