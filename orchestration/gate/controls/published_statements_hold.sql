-- title: Every checkable statement holds, or its contradiction is accepted to the exact amount
-- protects: mart_tie_out__statements
-- comparison: equal
-- at_least_rows: 1
select
    'statements of the register that are checked' as subject,
    count(*)::decimal(28, 8) as expected,
    (select count(*) from tie_out.mart_tie_out__statements)::decimal(28, 8) as actual
from reference.published_statements
inner join reference.published_reports using (report_id)
inner join intermediate.int_tie_out__reporting_years as years
    on published_reports.org_number = years.org_number and published_reports.fiscal_year = years.fiscal_year
union all
select
    statement_id || ' (' || quote_sv || '): ' || predicate as subject,
    0::decimal(28, 8) as expected,
    case when is_contradicted and not is_accepted then difference else 0 end::decimal(28, 8) as actual
from tie_out.mart_tie_out__statements
