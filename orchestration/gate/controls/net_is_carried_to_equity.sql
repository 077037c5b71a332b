-- title: The net of a year that is booked to its end was carried to equity, and nothing is before
-- protects: mart_economics__income_statement
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from reference.board_rules where result_is_carried = 'by_voucher')
-- not_applicable: the board does not carry the year's result by a voucher (result_is_carried in board.yml)
with carried as (
    select fiscal_year, sum(movement_sek)::decimal(18, 2) as amount_sek
    from economics.fct_ledger_balances
    where section = 'transfer'
    group by fiscal_year
)

select
    'year ' || years.fiscal_year as subject,
    coalesce(carried.amount_sek, 0) as expected,
    case when years.balance_date < years.end_date then 0 else mart.outcome_sek end as actual
from common.dim_fiscal_year as years
left join carried on years.fiscal_year = carried.fiscal_year
left join economics.mart_economics__income_statement as mart
    on years.fiscal_year = mart.fiscal_year and mart.line_id = 'net'
