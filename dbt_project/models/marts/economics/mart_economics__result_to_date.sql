-- Each line is a line of the year's table, with that line's name, place and budget for the year.
select
    lines.fiscal_year,
    editions.edition,
    lines.line_id,
    lines.side,
    lines.business_area_id,
    year_lines.label_sv,
    year_lines.is_of_which,
    lines.is_total,
    year_lines.sort_order,
    year_lines.budget_sek as year_budget_sek,
    lines.budget_sek,
    lines.outcome_sek,
    lines.deviation_sek,
    lines.prior_outcome_sek
from {{ ref('int_economics__result_lines') }} as lines
inner join {{ ref('report_editions') }} as editions
    on
        lines.measure_window = editions.measure_window
        and editions.measure_window <> 'calendar_year'
inner join {{ ref('mart_economics__result_by_business_area') }} as year_lines
    on
        lines.fiscal_year = year_lines.fiscal_year
        and lines.line_id = year_lines.line_id
