{%- set said_by_the_report -%}
case
    when
        reference like 'figure:%' or reference like 'target%_missed:%' or reference like 'activit%:%'
        then 1
    else 0
end
{%- endset -%}

with worst as (
    select
        statement_id,
        max(
            case verdict
                when 'holds' then 1
                when 'holds_within_rounding' then 2
                when 'cannot_be_checked' then 3
                else 4
            end
        ) as verdict_rank,
        {{ amount_sum("case when verdict = 'contradicted' then difference else 0 end") }} as difference,
        {{ count_sum("case when verdict = 'contradicted' then 1 else 0 end") }} as contradicted_count
    from {{ ref('int_tie_out__comparisons') }}
    group by statement_id
),

-- A predicate that names no figure and no target of the report is a claim that only the extracts can speak to.
grounds as (
    select
        statement_id,
        case
            when {{ count_sum(said_by_the_report) }} > 0 then 'report'
            else 'extracts'
        end as rests_on
    from {{ ref('int_tie_out__terms') }}
    group by statement_id
),

verdicts as (
    select
        statements.statement_id,
        reports.fiscal_year as report_year,
        statements.section,
        statements.quote_sv,
        statements.predicate,
        statements.not_checked_reason,
        statements.not_checked_reason_sv,
        case worst.verdict_rank
            when 1 then 'holds'
            when 2 then 'holds_within_rounding'
            when 4 then 'contradicted'
            else 'cannot_be_checked'
        end as verdict,
        worst.difference,
        worst.contradicted_count,
        grounds.rests_on
    from {{ ref('published_statements') }} as statements
    inner join {{ ref('int_tie_out__reports') }} as reports
        on statements.report_id = reports.report_id
    left join worst
        on statements.statement_id = worst.statement_id
    left join grounds
        on statements.statement_id = grounds.statement_id
)

select
    verdicts.statement_id,
    verdicts.report_year,
    verdicts.section,
    verdicts.quote_sv,
    verdicts.predicate,
    verdicts.rests_on,
    verdicts.verdict,
    verdicts.difference,
    verdicts.verdict = 'contradicted' as is_contradicted,
    accepted.subject_id is not null as is_accepted,
    coalesce(accepted.reason, verdicts.not_checked_reason) as explanation,
    coalesce(accepted.reason_sv, verdicts.not_checked_reason_sv) as explanation_sv
from verdicts
left join {{ ref('accepted_variances') }} as accepted
    on
        verdicts.statement_id = accepted.subject_id
        and verdicts.verdict = accepted.verdict
        and coalesce({{ amount_of('accepted.difference') }}, 0) = coalesce(verdicts.difference, 0)
        -- Two differences that move against each other have the same sum: nobody accepted them as they are now.
        and coalesce(verdicts.contradicted_count, 0) <= 1
