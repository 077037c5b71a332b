-- title: Every printed figure is computed, or its variance is accepted to the exact amount
-- protects: mart_tie_out__figures
-- comparison: equal
-- at_least_rows: 1
select
    'figures of the register that are tied out' as subject,
    count(*)::decimal(28, 8) as expected,
    (select count(*) from tie_out.mart_tie_out__figures)::decimal(28, 8) as actual
from reference.published_figures
inner join intermediate.int_tie_out__reports using (report_id)
union all
select
    figure_id || ' (' || label_sv || ', printed ' || printed || ' ' || unit || '): ' || verdict as subject,
    published_value as expected,
    case when is_variance and not is_accepted then computed_value else published_value end as actual
from tie_out.mart_tie_out__figures
-- A figure of a sample is not applicable: it is not compared, and does not count as compared.
where verdict <> 'of_a_sample'
