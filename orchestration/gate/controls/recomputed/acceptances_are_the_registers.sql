-- title: Each accepted variance is the register's, and marks the figure or statement with exactly its
--   verdict and amount
-- protects: mart_tie_out__accepted_variances
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from reference.accepted_variances)
-- not_applicable: no variance has been accepted
with subjects as (
    select figure_id as subject_id, verdict, difference, is_accepted, explanation, explanation_sv
    from tie_out.mart_tie_out__figures
    union all
    select statement_id, verdict, difference, is_accepted, explanation, explanation_sv
    from tie_out.mart_tie_out__statements
),

recomputed as (
    select
        accepted.* exclude (valid_until),
        -- One without a last day never expires.
        coalesce(accepted.valid_until, date '9999-12-31') as valid_until,
        subjects.subject_id is not null as is_occurring
    from reference.accepted_variances as accepted
    left join subjects
        on
            accepted.subject_id = subjects.subject_id
            and accepted.verdict = subjects.verdict
            and coalesce(accepted.difference, 0) = coalesce(subjects.difference, 0)
),

cells as (
    select
        'recomputed' as source, subject_id, verdict, difference, reason, reason_sv, approved_by_role, valid_until, is_occurring
    from recomputed
    union all
    select
        'published', subject_id, verdict, difference, reason, reason_sv, approved_by_role, valid_until, is_occurring
    from tie_out.mart_tie_out__accepted_variances
    union all
    select 'recomputed', subject_id, verdict, difference, reason, reason_sv, 'as shown', null, true
    from recomputed
    where is_occurring
    union all
    select 'published', subject_id, verdict, difference, explanation, explanation_sv, 'as shown', null, true
    from subjects
    where is_accepted
)

select
    concat_ws(', ', subject_id, verdict, difference, approved_by_role, valid_until) as subject,
    (count(*) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (count(*) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by subject_id, verdict, difference, reason, reason_sv, approved_by_role, valid_until, is_occurring
