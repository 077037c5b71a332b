with amounts as (
    select
        fiscal_year,
        prior_fiscal_year,
        'cost' as line_id,
        cost_sek as outcome_sek
    from {{ ref('int_economics__year_results') }}
    union all
    select
        fiscal_year,
        prior_fiscal_year,
        'revenue' as line_id,
        revenue_sek as outcome_sek
    from {{ ref('int_economics__year_results') }}
    union all
    select
        fiscal_year,
        prior_fiscal_year,
        'net' as line_id,
        result_sek as outcome_sek
    from {{ ref('int_economics__year_results') }}
)

select
    this_year.fiscal_year,
    this_year.line_id,
    this_year.outcome_sek,
    prior_year.outcome_sek as prior_outcome_sek,
    {{ money('this_year.outcome_sek - prior_year.outcome_sek') }} as difference_sek
from amounts as this_year
left join amounts as prior_year
    on
        this_year.prior_fiscal_year = prior_year.fiscal_year
        and this_year.line_id = prior_year.line_id
