with report_lines as (
    select
        line_id,
        label_sv,
        sort_order
    from {{ ref('report_lines') }}
    where report_table_id = 'result_by_business_area'
)

select
    lines.fiscal_year,
    lines.line_id,
    lines.side,
    lines.business_area_id,
    case
        when areas.is_of_which then of_which.label_sv || ' ' || areas.label_sv
        else coalesce(areas.label_sv, totals.label_sv)
    end as label_sv,
    coalesce(areas.is_of_which, false) as is_of_which,
    lines.is_total,
    case
        when lines.is_total then totals.sort_order
        when lines.side = 'cost' then 10000 + areas.sort_order
        else 20000 + areas.sort_order
    end as sort_order,
    lines.budget_sek,
    lines.outcome_sek,
    lines.deviation_sek,
    lines.prior_outcome_sek
from {{ ref('int_economics__result_lines') }} as lines
left join {{ ref('dim_business_area') }} as areas
    on lines.business_area_id = areas.business_area_id
left join report_lines as totals
    on lines.line_id = totals.line_id
left join report_lines as of_which
    on of_which.line_id = 'of_which'
where lines.measure_window = 'calendar_year'
