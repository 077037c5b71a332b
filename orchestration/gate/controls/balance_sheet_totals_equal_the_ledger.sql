-- title: Total assets, and total liabilities and equity, are the balances that the ledger states (#UB, and #RES of a year that is open, or whose result no voucher carries)
-- protects: mart_economics__balance_sheet
-- comparison: equal
-- at_least_rows: 2
with stated as (
    select
        fiscal_year,
        case section when 'asset' then 'total_assets' else 'total_equity_and_liabilities' end as line_id,
        sum(case section when 'asset' then amount_sek else -amount_sek end)::decimal(18, 2) as amount_sek
    from intermediate.int_ledger__stated_totals
    inner join common.dim_fiscal_year as years using (fiscal_year)
    where
        label = 'UB'
        or (
            label = 'RES'
            and (
                years.balance_date < years.end_date
                or exists (from intermediate.int_economics__board_rules where result_is_carried <> 'by_voucher')
            )
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
    stated.amount_sek as expected,
    mart.amount_sek as actual
from stated
full join mart using (fiscal_year, line_id)
