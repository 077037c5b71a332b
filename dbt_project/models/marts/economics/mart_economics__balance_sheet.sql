select
    lines.fiscal_year,
    lines.line_id,
    report_lines.label_sv,
    report_lines.is_total,
    report_lines.sort_order,
    lines.amount_sek,
    lines.prior_amount_sek,
    lines.change_sek
from {{ ref('int_economics__balance_lines') }} as lines
inner join {{ ref('report_lines') }} as report_lines
    on
        report_lines.report_table_id = 'balance_sheet'
        and lines.line_id = report_lines.line_id
