with costs as (
    select
        fiscal_year,
        cost_driver_id,
        {{ money_sum('cost_sek') }} as cost_sek,
        {{ money_sum('prior_cost_sek') }} as prior_cost_sek
    from {{ ref('int_economics__driver_costs') }}
    group by fiscal_year, cost_driver_id
),

years as (
    select
        this_year.fiscal_year,
        this_year.cost_sek,
        prior_year.cost_sek as prior_cost_sek
    from {{ ref('int_economics__year_results') }} as this_year
    left join {{ ref('int_economics__year_results') }} as prior_year
        on this_year.prior_fiscal_year = prior_year.fiscal_year
),

-- Every driver has a row in every year; the total is that of the income statement.
lines as (
    select
        years.fiscal_year,
        drivers.cost_driver_id as line_id,
        drivers.cost_driver_id,
        drivers.role as cost_driver_role,
        false as is_total,
        coalesce(costs.cost_sek, 0) as cost_sek,
        case
            when years.prior_cost_sek is not null then coalesce(costs.prior_cost_sek, 0)
        end as prior_cost_sek
    from years
    cross join {{ ref('cost_drivers') }} as drivers
    left join costs
        on
            years.fiscal_year = costs.fiscal_year
            and drivers.cost_driver_id = costs.cost_driver_id
    union all
    select
        fiscal_year,
        'total' as line_id,
        {{ as_text('null') }} as cost_driver_id,
        {{ as_text('null') }} as cost_driver_role,
        true as is_total,
        cost_sek,
        prior_cost_sek
    from years
)

select
    fiscal_year,
    line_id,
    cost_driver_id,
    cost_driver_role,
    is_total,
    {{ money('cost_sek') }} as cost_sek,
    {{ money('prior_cost_sek') }} as prior_cost_sek,
    {{ money('cost_sek - prior_cost_sek') }} as change_sek
from lines
