-- title: No accepted variance is used after the last day on which it is accepted
-- protects: mart_tie_out__accepted_variances
-- comparison: at_least
-- at_least_rows: 1
select
    'accepted variances with a last day' as subject,
    (select count(*) from reference.accepted_variances)::decimal(28, 8) as expected,
    count(valid_until)::decimal(28, 8) as actual
from tie_out.mart_tie_out__accepted_variances
union all
-- Days as numbers of the form 20131231.
select
    subject_id as subject,
    strftime(current_date, '%Y%m%d')::decimal(28, 8) as expected,
    strftime(valid_until, '%Y%m%d')::decimal(28, 8) as actual
from tie_out.mart_tie_out__accepted_variances
where is_occurring
