with measures as (
    select
        results.fiscal_year,
        'before_appropriation' as line_id,
        results.budgeted_cost_sek,
        results.result_sek
    from {{ ref('int_economics__year_results') }} as results
    union all
    select
        results.fiscal_year,
        'after_appropriation' as line_id,
        results.budgeted_cost_sek,
        funds.result_after_appropriation_sek as result_sek
    from {{ ref('int_economics__year_results') }} as results
    left join {{ ref('mart_economics__result_fund') }} as funds
        on results.fiscal_year = funds.fiscal_year
)

select
    measures.fiscal_year,
    measures.line_id,
    report_lines.label_sv,
    report_lines.sort_order,
    measures.budgeted_cost_sek,
    measures.result_sek,
    {{
        ratio(
            '100 * (measures.budgeted_cost_sek - measures.result_sek)',
            'measures.budgeted_cost_sek'
        )
    }}
        as budget_adherence_pct
from measures
left join {{ ref('report_lines') }} as report_lines
    on
        report_lines.report_table_id = 'budget_adherence'
        and measures.line_id = report_lines.line_id
order by measures.fiscal_year asc nulls last, report_lines.sort_order asc nulls last
