select
    fiscal_year,
    opening_fund_sek,
    result_sek,
    result_including_opening_fund_sek,
    closing_fund_sek,
    appropriation_sek,
    result_after_appropriation_sek,
    turnover_sek,
    annual_limit_pct,
    annual_limit_sek,
    annual_headroom_sek,
    is_within_annual_limit,
    accumulated_limit_pct,
    accumulated_limit_sek,
    accumulated_headroom_sek,
    is_within_accumulated_limit
from {{ ref('int_economics__result_fund') }}
