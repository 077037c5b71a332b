select
    lines.fiscal_year,
    lines.line_id,
    lines.project,
    coalesce(projects.project_name_sv, totals.label_sv) as label_sv,
    lines.is_total,
    cast(
        row_number() over (
            partition by lines.fiscal_year
            order by lines.is_total asc nulls last, lines.project asc nulls last
        ) as integer
    ) as sort_order,
    lines.budget_sek,
    lines.outcome_sek,
    lines.deviation_sek
from {{ ref('int_economics__investment_lines') }} as lines
left join {{ ref('dim_project') }} as projects
    on lines.project = projects.project
left join {{ ref('report_lines') }} as totals
    on
        totals.report_table_id = 'investments'
        and lines.line_id = totals.line_id
