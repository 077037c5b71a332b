select
    lines.fiscal_year,
    lines.line_id,
    lines.business_area_id,
    coalesce(areas.label_sv, totals.label_sv) as label_sv,
    coalesce(areas.is_of_which, false) as is_of_which,
    lines.is_total,
    coalesce(areas.sort_order, totals.sort_order) as sort_order,
    lines.budgeted_net_sek,
    lines.net_outcome_sek,
    lines.deviation_sek,
    lines.prior_net_outcome_sek
from {{ ref('int_economics__net_lines') }} as lines
left join {{ ref('dim_business_area') }} as areas
    on lines.business_area_id = areas.business_area_id
left join {{ ref('report_lines') }} as totals
    on
        totals.report_table_id = 'net_by_business_area'
        and lines.line_id = totals.line_id
