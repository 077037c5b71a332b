-- title: A printed figure that no measure computes says why, and these are at most one in twenty
-- protects: mart_tie_out__figures
-- comparison: at_most
-- at_least_rows: 1
select
    'figures without measure or reason' as subject,
    0::decimal(28, 8) as expected,
    (count(*) filter (verdict = 'not_computed' and explanation is null))::decimal(28, 8) as actual
from tie_out.mart_tie_out__figures
union all
select
    'figures without measure, of one in twenty' as subject,
    (count(*) * 0.05)::decimal(28, 8) as expected,
    (count(*) filter (verdict = 'not_computed'))::decimal(28, 8) as actual
from tie_out.mart_tie_out__figures
union all
select
    'figures of the register that are tied out' as subject,
    (select count(*) from tie_out.mart_tie_out__figures)::decimal(28, 8) as expected,
    count(*)::decimal(28, 8) as actual
from reference.published_figures
inner join intermediate.int_tie_out__reports using (report_id)
