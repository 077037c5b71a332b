-- title: The parts of each total of the balance sheet sum to it
-- protects: mart_economics__balance_sheet
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from reference.balance_sheet_components)
-- not_applicable: the board has no balance sheet
-- A row's parts are the largest rows within it, by the lines that each adds up; a row whose parts do not make up all of
-- its lines is not held to them.
with made_of as (
    select line_id, list_sort(list(statement_line_id)) as lines
    from reference.balance_sheet_components
    group by line_id
),

-- Rows of the same lines are one: a group of a single line, and the line itself.
different as (
    select min(line_id) as line_id, lines
    from made_of
    group by lines
),

within as (
    select wholes.line_id as total, parts.line_id as part, wholes.lines as total_lines, parts.lines as part_lines
    from made_of as wholes
    inner join different as parts on wholes.lines <> parts.lines and list_has_all(wholes.lines, parts.lines)
),

largest as (
    select within.*
    from within
    where
        not exists (
            from within as other
            where
                other.total = within.total and other.part_lines <> within.part_lines
                and list_has_all(other.part_lines, within.part_lines)
        )
),

complete as (
    select total
    from largest
    group by total, total_lines
    having sum(len(part_lines)) = len(total_lines)
),

sums as (
    select total, part
    from largest
    where total in (from complete)
    union all
    -- A row of the same lines has the same amount.
    select made_of.line_id, different.line_id
    from made_of
    inner join different on made_of.lines = different.lines and made_of.line_id <> different.line_id
    where made_of.line_id not in (from complete)
)

select
    'year ' || totals.fiscal_year || ', ' || totals.line_id as subject,
    any_value(totals.amount_sek) as expected,
    sum(parts.amount_sek)::decimal(18, 2) as actual
from economics.mart_economics__balance_sheet as totals
inner join sums on totals.line_id = sums.total
left join economics.mart_economics__balance_sheet as parts
    on totals.fiscal_year = parts.fiscal_year and sums.part = parts.line_id
group by totals.fiscal_year, totals.line_id
