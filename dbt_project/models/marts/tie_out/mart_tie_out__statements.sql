select
    statement_id,
    report_year,
    section,
    quote_sv,
    predicate,
    rests_on,
    verdict,
    difference,
    is_contradicted,
    is_accepted,
    explanation,
    explanation_sv
from {{ ref('int_tie_out__statement_verdicts') }}
