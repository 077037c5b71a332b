-- A comparison of a term of all members is made once for each of them.
with scopes as (
    select distinct
        terms.statement_id,
        terms.comparison,
        members.subject
    from {{ ref('int_tie_out__terms') }} as terms
    inner join {{ ref('int_tie_out__references') }} as members
        on terms.reference = members.of_all
),

scoped as (
    select
        terms.statement_id,
        terms.comparison,
        terms.relation,
        terms.reference,
        terms.coefficient,
        coalesce(scopes.subject, '') as subject
    from {{ ref('int_tie_out__terms') }} as terms
    left join scopes
        on
            terms.statement_id = scopes.statement_id
            and terms.comparison = scopes.comparison
),

term_values as (
    select
        scoped.statement_id,
        scoped.comparison,
        scoped.subject,
        scoped.relation,
        scoped.coefficient,
        case
            when scoped.reference like 'date:%'
                then {{ amount_of(day_number(try_as("replace(scoped.reference, 'date:', '')", 'date'))) }}
            else coalesce(
                reference_values.reference_value,
                values_of_all.reference_value,
                {{ try_as('scoped.reference', 'decimal(28, 8)') }}
            )
        end as reference_value,
        coalesce(reference_values.half_step, 0) as half_step
    from scoped
    left join {{ ref('int_tie_out__references') }} as reference_values
        on scoped.reference = reference_values.reference
    left join {{ ref('int_tie_out__references') }} as values_of_all
        on
            scoped.reference = values_of_all.of_all
            and scoped.subject = values_of_all.subject
),

sums as (
    select
        statement_id,
        comparison,
        subject,
        max(relation) as relation,
        {{ amount_sum('coefficient * reference_value') }} as difference,
        {{ amount_sum('abs(coefficient) * half_step') }} as slack,
        {{ count_sum('case when relation is null and reference_value is null then 1 else 0 end') }}
            as unknown_count
    from term_values
    group by statement_id, comparison, subject
)

select
    statement_id,
    comparison,
    subject,
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
