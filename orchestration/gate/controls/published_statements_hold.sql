-- title: Every checkable statement holds, or its contradiction is accepted to the exact amount
-- protects: mart_tie_out__statements
-- comparison: equal
-- at_least_rows: 1
select
    'statements of the register that are checked' as subject,
    count(*)::decimal(28, 8) as expected,
    (select count(*) from tie_out.mart_tie_out__statements)::decimal(28, 8) as actual
from reference.published_statements
inner join intermediate.int_tie_out__reports using (report_id)
union all
-- A statement may be contradicted by a difference of zero: more than is not the same as.
select
    concat_ws(
        ', ',
        statement_id || ' (' || quote_sv || '): ' || predicate,
        if(is_contradicted, 'contradicted by ' || difference::decimal(28, 2), null)
    ) as subject,
    0::decimal(28, 8) as expected,
    (is_contradicted and not is_accepted)::int::decimal(28, 8) as actual
from tie_out.mart_tie_out__statements
