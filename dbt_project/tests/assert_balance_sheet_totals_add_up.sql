-- Each total against the lines that it is made of, so that no components are missing from either.
with lines as (
    select
        fiscal_year,
        {{ money_sum("case when line_id = 'total_assets' then amount_sek else 0 end") }} as total_assets_sek,
        {{ money_sum("case when line_id in ('fixed_assets', 'current_assets') then amount_sek else 0 end") }}
            as parts_of_assets_sek,
        {{ money_sum("case when line_id = 'total_equity_and_liabilities' then amount_sek else 0 end") }}
            as total_equity_and_liabilities_sek,
        {{ money_sum("case when line_id in ('equity', 'short_term_liabilities') then amount_sek else 0 end") }}
            as parts_of_equity_and_liabilities_sek
    from {{ ref('mart_economics__balance_sheet') }}
    group by fiscal_year
)

select *
from lines
where
    total_assets_sek <> parts_of_assets_sek
    or total_equity_and_liabilities_sek <> parts_of_equity_and_liabilities_sek
