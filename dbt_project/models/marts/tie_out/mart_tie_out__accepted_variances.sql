select
    accepted.subject_id,
    accepted.verdict,
    {{ amount_of('accepted.difference') }} as difference,
    accepted.reason,
    accepted.reason_sv,
    accepted.approved_by_role,
    coalesce(accepted.valid_until, cast('9999-12-31' as date)) as valid_until,
    coalesce(figures.is_accepted, statements.is_accepted, false) as is_occurring
from {{ ref('accepted_variances') }} as accepted
left join {{ ref('int_tie_out__verdicts') }} as figures
    on accepted.subject_id = figures.figure_id
left join {{ ref('int_tie_out__statement_verdicts') }} as statements
    on accepted.subject_id = statements.statement_id
