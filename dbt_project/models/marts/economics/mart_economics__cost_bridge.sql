select
    lines.fiscal_year,
    lines.line_id,
    lines.cost_driver_id,
    coalesce(drivers.label_sv, totals.label_sv) as label_sv,
    lines.is_total,
    coalesce(drivers.sort_order, totals.sort_order) as sort_order,
    lines.cost_sek,
    lines.prior_cost_sek,
    lines.change_sek
from {{ ref('int_economics__cost_bridge_lines') }} as lines
left join {{ ref('cost_drivers') }} as drivers
    on lines.cost_driver_id = drivers.cost_driver_id
left join {{ ref('report_lines') }} as totals
    on
        lines.is_total
        and totals.report_table_id = 'cost_bridge'
        and lines.line_id = totals.line_id
