-- A row of the balance sheet that lies within no other row is a whole, such as all assets. Of rows that add up the same
-- lines, the first in the report is the whole.
with components as (
    select
        components.line_id,
        components.statement_line_id,
        report_lines.sort_order,
        count(*) over (partition by components.line_id) as line_count
    from {{ ref('balance_sheet_components') }} as components
    inner join {{ ref('report_lines') }} as report_lines
        on components.line_id = report_lines.line_id
    where report_lines.report_table_id = 'balance_sheet'
),

parts as (
    select
        part.line_id,
        whole.line_id as whole_line_id
    from components as part
    inner join components as whole
        on part.statement_line_id = whole.statement_line_id and part.line_id <> whole.line_id
    group by part.line_id, whole.line_id, part.line_count, whole.line_count, part.sort_order, whole.sort_order
    having
        count(*) = part.line_count
        and (
            whole.line_count > part.line_count
            or (whole.line_count = part.line_count and whole.sort_order < part.sort_order)
        )
),

wholes as (
    select
        components.line_id,
        components.statement_line_id
    from components
    left join parts
        on components.line_id = parts.line_id
    where parts.line_id is null
)

select
    lines.statement_line_id,
    lines.section,
    count(wholes.line_id) as whole_count
from {{ ref('statement_lines') }} as lines
left join wholes
    on lines.statement_line_id = wholes.statement_line_id
where lines.statement = 'balance'
group by lines.statement_line_id, lines.section
having count(wholes.line_id) <> 1
