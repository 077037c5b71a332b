-- What is common to all areas (board, administration, capital) is shared by full-times.
with full_times as (
    select
        {{ fiscal_year_of('employments.as_of_date') }} as fiscal_year,
        {{ amount_sum("case when areas.payslip_cost_part = 'own' then employments.degree_pct else 0 end") }}
            as payroll_degrees,
        {{ amount_sum('employments.degree_pct') }} as all_degrees
    from {{ ref('stg_payroll__employments') }} as employments
    left join {{ ref('cost_centres') }} as cost_centres
        on employments.cost_centre = cost_centres.cost_centre
    left join {{ ref('business_areas') }} as areas
        on cost_centres.business_area_id = areas.business_area_id
    group by {{ fiscal_year_of('employments.as_of_date') }}
),

costs as (
    select
        results.fiscal_year,
        {{
            money_sum(
                "case when areas.payslip_cost_part = 'own' and results.side = 'cost' then results.outcome_sek else 0 end"
            )
        }}
            as own_cost_sek,
        {{
            money_sum(
                "case when areas.payslip_cost_part = 'common' and results.side = 'cost' then results.outcome_sek"
                " when areas.payslip_cost_part = 'common' then -results.outcome_sek else 0 end"
            )
        }}
            as common_cost_sek
    from {{ ref('int_economics__area_results') }} as results
    inner join {{ ref('business_areas') }} as areas
        on results.business_area_id = areas.business_area_id
    where results.measure_window = 'calendar_year'
    group by results.fiscal_year
),

-- A share to six decimals, so that the full cost is exact in eight and is what its rows sum to.
shares as (
    select
        costs.*,
        cast(
            {{ ratio('full_times.payroll_degrees', 'full_times.all_degrees') }} as decimal(9, 6)
        ) as share_of_full_times
    from costs
    inner join full_times
        on costs.fiscal_year = full_times.fiscal_year
)

select
    fiscal_year,
    own_cost_sek,
    common_cost_sek,
    share_of_full_times,
    {{ amount_of('own_cost_sek + common_cost_sek * share_of_full_times') }} as full_cost_sek
from shares
