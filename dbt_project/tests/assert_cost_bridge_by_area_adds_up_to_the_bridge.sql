with amounts as (
    select
        fiscal_year,
        cost_driver_id,
        cost_sek as bridge_sek,
        {{ money('0') }} as by_area_sek
    from {{ ref('mart_economics__cost_bridge') }}
    where not is_total
    union all
    select
        fiscal_year,
        cost_driver_id,
        {{ money('0') }} as bridge_sek,
        cost_sek as by_area_sek
    from {{ ref('mart_economics__cost_bridge_by_business_area') }}
    where not is_of_which
)

select
    fiscal_year,
    cost_driver_id,
    {{ money_sum('bridge_sek') }} as bridge_sek,
    {{ money_sum('by_area_sek') }} as by_area_sek
from amounts
group by fiscal_year, cost_driver_id
having {{ money_sum('bridge_sek') }} <> {{ money_sum('by_area_sek') }}
