with lines as (
    select
        fiscal_year,
        'before_appropriation' as line_id,
        budgeted_cost_sek,
        result_sek
    from {{ ref('int_economics__year_results') }}
    union all
    select
        results.fiscal_year,
        'after_appropriation' as line_id,
        results.budgeted_cost_sek,
        funds.result_after_appropriation_sek as result_sek
    from {{ ref('int_economics__year_results') }} as results
    left join {{ ref('int_economics__result_fund') }} as funds
        on results.fiscal_year = funds.fiscal_year
)

select
    fiscal_year,
    line_id,
    budgeted_cost_sek,
    result_sek,
    {{ ratio('100 * (budgeted_cost_sek - result_sek)', 'budgeted_cost_sek') }} as budget_adherence_pct
from lines
