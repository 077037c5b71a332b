with report_lines as (
    select
        line_id,
        label_sv,
        sort_order
    from {{ ref('report_lines') }}
    where report_table_id = 'result_by_business_area'
),

results as (
    select
        fiscal_year,
        prior_fiscal_year,
        side,
        business_area_id,
        is_total,
        budget_sek,
        outcome_sek
    from {{ ref('int_economics__area_results') }}
    union all
    select
        fiscal_year,
        prior_fiscal_year,
        'result' as side,
        {{ as_text('null') }} as business_area_id,
        true as is_total,
        budgeted_result_sek as budget_sek,
        result_sek as outcome_sek
    from {{ ref('int_economics__year_results') }}
),

lines as (
    select
        *,
        side || '_' || coalesce(business_area_id, 'total') as line_id
    from results
)

select
    this_year.fiscal_year,
    this_year.line_id,
    this_year.side,
    this_year.business_area_id,
    case
        when areas.is_of_which then of_which.label_sv || ' ' || areas.label_sv
        else coalesce(areas.label_sv, totals.label_sv)
    end as label_sv,
    coalesce(areas.is_of_which, false) as is_of_which,
    this_year.is_total,
    case
        when this_year.is_total then totals.sort_order
        when this_year.side = 'cost' then 10000 + areas.sort_order
        else 20000 + areas.sort_order
    end as sort_order,
    this_year.budget_sek,
    this_year.outcome_sek,
    -- Positive where it is favourable: costs below the budget, revenue or result above it.
    case
        when this_year.side = 'cost'
            then {{ money('this_year.budget_sek - this_year.outcome_sek') }}
        else {{ money('this_year.outcome_sek - this_year.budget_sek') }}
    end as deviation_sek,
    prior_year.outcome_sek as prior_outcome_sek
from lines as this_year
left join lines as prior_year
    on
        this_year.prior_fiscal_year = prior_year.fiscal_year
        and this_year.line_id = prior_year.line_id
left join {{ ref('dim_business_area') }} as areas
    on this_year.business_area_id = areas.business_area_id
left join report_lines as totals
    on this_year.line_id = totals.line_id
left join report_lines as of_which
    on of_which.line_id = 'of_which'
order by this_year.fiscal_year asc nulls last, sort_order asc nulls last
