with funds as (
    select
        fiscal_year,
        {{ money_sum('opening_sek * presentation_sign') }} as opening_fund_sek,
        {{ money_sum('closing_sek * presentation_sign') }} as closing_fund_sek
    from {{ ref('int_ledger__account_balances') }}
    where statement_line_role = 'result_fund'
    group by fiscal_year
),

-- A rule holds from its year until the next one.
rules as (
    select
        valid_from_year,
        annual_limit_pct,
        accumulated_limit_pct,
        lead(valid_from_year) over (order by valid_from_year asc nulls last) as next_valid_from_year
    from {{ ref('result_fund_rules') }}
),

amounts as (
    select
        results.fiscal_year,
        coalesce(funds.opening_fund_sek, 0) as opening_fund_sek,
        results.result_sek,
        coalesce(funds.closing_fund_sek, 0) as closing_fund_sek,
        results.cost_sek as turnover_sek,
        rules.annual_limit_pct,
        rules.accumulated_limit_pct,
        {{ percent_of('results.cost_sek', 'rules.annual_limit_pct') }} as annual_limit_sek,
        {{ percent_of('results.cost_sek', 'rules.accumulated_limit_pct') }} as accumulated_limit_sek
    from {{ ref('int_economics__year_results') }} as results
    left join funds
        on results.fiscal_year = funds.fiscal_year
    left join rules
        on
            results.fiscal_year >= rules.valid_from_year
            and (
                rules.next_valid_from_year is null
                or results.fiscal_year < rules.next_valid_from_year
            )
)

select
    fiscal_year,
    {{ money('opening_fund_sek') }} as opening_fund_sek,
    result_sek,
    {{ money('opening_fund_sek + result_sek') }} as result_including_opening_fund_sek,
    {{ money('closing_fund_sek') }} as closing_fund_sek,
    {{ money('closing_fund_sek - opening_fund_sek') }} as appropriation_sek,
    {{ money('result_sek - (closing_fund_sek - opening_fund_sek)') }}
        as result_after_appropriation_sek,
    turnover_sek,
    annual_limit_pct,
    annual_limit_sek,
    {{ money('annual_limit_sek - result_sek') }} as annual_headroom_sek,
    result_sek <= annual_limit_sek as is_within_annual_limit,
    accumulated_limit_pct,
    accumulated_limit_sek,
    {{ money('accumulated_limit_sek - closing_fund_sek') }} as accumulated_headroom_sek,
    closing_fund_sek <= accumulated_limit_sek as is_within_accumulated_limit
from amounts
