with results as (
    select
        fiscal_year,
        prior_fiscal_year,
        measure_window,
        side,
        business_area_id,
        is_total,
        budget_sek,
        outcome_sek
    from {{ ref('int_economics__area_results') }}
    union all
    select
        fiscal_year,
        prior_fiscal_year,
        measure_window,
        'result' as side,
        {{ as_text('null') }} as business_area_id,
        true as is_total,
        {{ money_sum("case when side = 'revenue' then budget_sek else -budget_sek end") }} as budget_sek,
        {{ money_sum("case when side = 'revenue' then outcome_sek else -outcome_sek end") }} as outcome_sek
    from {{ ref('int_economics__area_results') }}
    where is_total
    group by fiscal_year, prior_fiscal_year, measure_window
),

lines as (
    select
        *,
        side || '_' || coalesce(business_area_id, 'total') as line_id
    from results
)

select
    this_year.fiscal_year,
    this_year.measure_window,
    this_year.line_id,
    this_year.side,
    this_year.business_area_id,
    this_year.is_total,
    this_year.budget_sek,
    this_year.outcome_sek,
    {{ deviation('this_year.outcome_sek', 'this_year.budget_sek', lower_is_better="this_year.side = 'cost'") }}
        as deviation_sek,
    prior_year.outcome_sek as prior_outcome_sek
from lines as this_year
left join lines as prior_year
    on
        this_year.prior_fiscal_year = prior_year.fiscal_year
        and this_year.measure_window = prior_year.measure_window
        and this_year.line_id = prior_year.line_id
