select
    lines.statement_line_id,
    lines.section,
    count(components.line_id) as total_count
from {{ ref('statement_lines') }} as lines
left join {{ ref('balance_sheet_components') }} as components
    on
        lines.statement_line_id = components.statement_line_id
        and components.line_id = case
            when lines.section = 'asset' then 'total_assets'
            else 'total_equity_and_liabilities'
        end
where lines.statement = 'balance'
group by lines.statement_line_id, lines.section
having count(components.line_id) <> 1
