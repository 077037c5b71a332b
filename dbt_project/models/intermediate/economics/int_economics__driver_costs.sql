-- Costs by driver, with a row of zero for a year that has no cost of the kind.
with costs as (
    select
        fiscal_year,
        business_area_id,
        cost_driver_id,
        cost_driver_role,
        statement_line_id,
        statement_line_role,
        {{ money_sum('presented_sek') }} as cost_sek
    from {{ ref('int_economics__postings') }}
    where section = 'cost'
    group by
        fiscal_year,
        business_area_id,
        cost_driver_id,
        cost_driver_role,
        statement_line_id,
        statement_line_role
),

kinds as (
    select distinct
        business_area_id,
        cost_driver_id,
        cost_driver_role,
        statement_line_id,
        statement_line_role
    from costs
)

select
    fiscal_years.fiscal_year,
    kinds.business_area_id,
    kinds.cost_driver_id,
    kinds.cost_driver_role,
    kinds.statement_line_id,
    kinds.statement_line_role,
    {{ money('coalesce(this_year.cost_sek, 0)') }} as cost_sek,
    -- Nothing last year is a zero where last year's ledger is there, and unknown where it is not.
    case
        when fiscal_years.prior_fiscal_year is not null
            then {{ money('coalesce(prior_year.cost_sek, 0)') }}
    end as prior_cost_sek
from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
cross join kinds
left join costs as this_year
    on
        fiscal_years.fiscal_year = this_year.fiscal_year
        and kinds.business_area_id is not distinct from this_year.business_area_id
        and kinds.cost_driver_id is not distinct from this_year.cost_driver_id
        and kinds.statement_line_id = this_year.statement_line_id
left join costs as prior_year
    on
        fiscal_years.prior_fiscal_year = prior_year.fiscal_year
        and kinds.business_area_id is not distinct from prior_year.business_area_id
        and kinds.cost_driver_id is not distinct from prior_year.cost_driver_id
        and kinds.statement_line_id = prior_year.statement_line_id
