with nets as (
    select
        fiscal_year,
        prior_fiscal_year,
        coalesce(business_area_id, 'total') as line_id,
        business_area_id,
        is_total,
        {{ money_sum("case when side = 'revenue' then budget_sek else -budget_sek end") }} as budgeted_net_sek,
        {{ money_sum("case when side = 'revenue' then outcome_sek else -outcome_sek end") }} as net_outcome_sek
    from {{ ref('int_economics__area_results') }}
    where measure_window = 'calendar_year'
    group by fiscal_year, prior_fiscal_year, business_area_id, is_total
)

select
    this_year.fiscal_year,
    this_year.line_id,
    this_year.business_area_id,
    this_year.is_total,
    this_year.budgeted_net_sek,
    this_year.net_outcome_sek,
    {{ deviation('this_year.net_outcome_sek', 'this_year.budgeted_net_sek') }} as deviation_sek,
    prior_year.net_outcome_sek as prior_net_outcome_sek
from nets as this_year
left join nets as prior_year
    on
        this_year.prior_fiscal_year = prior_year.fiscal_year
        and this_year.line_id = prior_year.line_id
