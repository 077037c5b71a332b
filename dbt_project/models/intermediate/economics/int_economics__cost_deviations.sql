-- The change of one-off costs is unknown in the first year of the ledger, and so is what of a deviation lies beyond it.
with one_off_changes as (
    select
        fiscal_year,
        {{ money_sum('change_sek') }} as one_off_change_sek
    from {{ ref('int_economics__cost_bridge_lines') }}
    where cost_driver_role = 'one_off'
    group by fiscal_year
)

select
    deviations.fiscal_year,
    deviations.deviation_sek,
    one_off_changes.one_off_change_sek,
    {{ money('-deviations.deviation_sek - one_off_changes.one_off_change_sek') }} as overrun_beyond_one_off_sek
from {{ ref('int_economics__result_lines') }} as deviations
inner join one_off_changes
    on deviations.fiscal_year = one_off_changes.fiscal_year
where deviations.measure_window = 'calendar_year' and deviations.line_id = 'cost_total'
