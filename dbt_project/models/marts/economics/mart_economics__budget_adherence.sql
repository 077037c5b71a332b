select
    adherence.fiscal_year,
    adherence.line_id,
    report_lines.label_sv,
    report_lines.sort_order,
    adherence.budgeted_cost_sek,
    adherence.result_sek,
    adherence.budget_adherence_pct
from {{ ref('int_economics__budget_adherence') }} as adherence
left join {{ ref('report_lines') }} as report_lines
    on
        report_lines.report_table_id = 'budget_adherence'
        and adherence.line_id = report_lines.line_id
