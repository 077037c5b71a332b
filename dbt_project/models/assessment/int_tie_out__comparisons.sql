with term_values as (
    select
        terms.statement_id,
        terms.comparison,
        terms.relation,
        terms.reference,
        terms.coefficient,
        case
            when terms.reference like 'date:%'
                then {{ amount_of(day_number(try_as("replace(terms.reference, 'date:', '')", 'date'))) }}
            else coalesce(reference_values.reference_value, {{ try_as('terms.reference', 'decimal(28, 8)') }})
        end as reference_value,
        coalesce(reference_values.half_step, 0) as half_step
    from {{ ref('int_tie_out__terms') }} as terms
    left join {{ ref('int_tie_out__references') }} as reference_values
        on terms.reference = reference_values.reference
),

sums as (
    select
        statement_id,
        comparison,
        max(relation) as relation,
        {{ amount_sum('coefficient * reference_value') }} as difference,
        {{ amount_sum('abs(coefficient) * half_step') }} as slack,
        {{ count_sum('case when relation is null and reference_value is null then 1 else 0 end') }}
            as unknown_count
    from term_values
    group by statement_id, comparison
)

select
    statement_id,
    comparison,
    relation,
    case when unknown_count = 0 then difference end as difference,
    slack,
    case
        when unknown_count > 0 then 'cannot_be_checked'
        when relation in ('=', '==') and difference = 0 then 'holds'
        when relation = '=' and abs(difference) <= slack then 'holds_within_rounding'
        when relation = '<' and difference < 0 then 'holds'
        when relation = '>' and difference > 0 then 'holds'
        when relation = '<=' and difference <= 0 then 'holds'
        when relation = '<=' and difference <= slack then 'holds_within_rounding'
        when relation = '>=' and difference >= 0 then 'holds'
        when relation = '>=' and difference >= -slack then 'holds_within_rounding'
        else 'contradicted'
    end as verdict
from sums
