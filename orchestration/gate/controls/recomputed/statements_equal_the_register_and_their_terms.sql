-- title: A checked statement is the register's, and is contradicted by what its terms sum to
-- protects: mart_tie_out__statements
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   from intermediate.int_tie_out__reports
--   inner join reference.published_statements using (report_id))
-- not_applicable: no printed report of this board and year is in the register
with worst as (
    select
        statement_id,
        bool_or(verdict = 'contradicted') as is_contradicted,
        sum(if(verdict = 'contradicted', difference, 0)) as difference
    from intermediate.int_tie_out__comparisons
    group by statement_id
),

recomputed as (
    select
        statements.statement_id,
        reports.fiscal_year as report_year,
        statements.section,
        statements.quote_sv,
        statements.predicate,
        case
            when statements.predicate is not null
                then if(regexp_matches(statements.predicate, '(figure|targets_missed|target_missed|activity_deviates|activities|activities_deviating):'), 'report', 'extracts')
        end as rests_on,
        worst.difference,
        coalesce(worst.is_contradicted, false) as is_contradicted
    from reference.published_statements as statements
    inner join intermediate.int_tie_out__reports as reports using (report_id)
    left join worst on statements.statement_id = worst.statement_id
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from tie_out.mart_tie_out__statements
    ) on rows_count, difference
    into name measure value amount
)

select
    concat_ws(', ', statement_id, quote_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by statement_id, report_year, section, quote_sv, predicate, rests_on, is_contradicted, measure
