select
    lines.fiscal_year,
    lines.line_id,
    report_lines.label_sv,
    report_lines.is_total,
    report_lines.sort_order,
    lines.outcome_sek,
    lines.prior_outcome_sek,
    lines.difference_sek
from {{ ref('int_economics__income_lines') }} as lines
left join {{ ref('report_lines') }} as report_lines
    on
        report_lines.report_table_id = 'income_statement'
        and lines.line_id = report_lines.line_id
