-- title: Total assets, and total liabilities and equity, are the balances that the ledger states (#UB,
--   and #RES of a year that is open, or whose result no voucher carries)
-- protects: mart_economics__balance_sheet
-- comparison: equal
-- at_least_rows: 2
with stated as (
    select
        fiscal_year,
        if(section = 'asset' and label <> 'IB', 'total_assets', 'total_equity_and_liabilities') as line_id,
        sum(if(section = 'asset' or label = 'IB', amount_sek, -amount_sek))::decimal(18, 2) as amount_sek
    from intermediate.int_ledger__stated_totals
    inner join common.dim_fiscal_year as years using (fiscal_year)
    where
        label = 'UB'
        or (
            label = 'RES'
            and (
                years.balance_date < years.end_date
                or exists (from reference.board_rules where result_is_carried <> 'by_voucher')
            )
        )
        -- What the opening balances sum to is the results of earlier years that have not been carried to equity.
        or (
            label = 'IB'
            and exists (from reference.board_rules where result_is_carried = 'not')
        )
    group by all
),

mart as (
    select fiscal_year, line_id, amount_sek
    from economics.mart_economics__balance_sheet
    where line_id in ('total_assets', 'total_equity_and_liabilities')
)

select
    'year ' || fiscal_year || ', ' || line_id as subject,
    -- A side of which the file states nothing, while it states the other, is zero.
    coalesce(stated.amount_sek, if(fiscal_year in (select fiscal_year from stated), 0, null))::decimal(18, 2) as expected,
    mart.amount_sek as actual
from stated
full join mart using (fiscal_year, line_id)
