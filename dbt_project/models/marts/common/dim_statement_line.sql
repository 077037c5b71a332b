select
    lines.statement_line_id,
    lines.label_sv,
    lines.label_en,
    lines.statement,
    statements.label_sv as statement_label_sv,
    lines.section,
    sections.label_sv as section_label_sv,
    lines.business_area_id,
    lines.sort_order
from {{ ref('statement_lines') }} as lines
left join {{ ref('code_labels') }} as statements
    on lines.statement = statements.code and statements.code_set = 'statement'
left join {{ ref('code_labels') }} as sections
    on lines.section = sections.code and sections.code_set = 'section'
