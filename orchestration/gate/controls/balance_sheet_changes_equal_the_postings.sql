-- title: The change of each line since last year is what was posted on its accounts
-- protects: mart_economics__balance_sheet
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from common.dim_fiscal_year where prior_fiscal_year is not null)
-- not_applicable: no year has its year before it in the warehouse
-- The result of a year that is not booked to its end is in equity without having been carried. Where it is carried
-- without a voucher, the lines of equity move at the opening too: then assets and liabilities alone are held to this,
-- and the opening to opening_equals_prior_closing.
with lines as (
    select
        years.fiscal_year,
        lines.statement_line_id,
        case
            when lines.statement = 'balance' then lines.statement_line_id
            else (select statement_line_id from reference.statement_lines where role = 'result_of_the_year')
        end as balance_line_id,
        lines.section
    from common.dim_fiscal_year as years
    inner join reference.statement_lines as lines
        on lines.statement = 'balance' or years.balance_date < years.end_date
),

posted as (
    select
        postings.fiscal_year,
        components.line_id,
        sum(case lines.section when 'asset' then postings.amount_sek else -postings.amount_sek end)::decimal(18, 2)
            as amount_sek
    from economics.fct_ledger_postings as postings
    inner join lines using (fiscal_year, statement_line_id)
    inner join reference.balance_sheet_components as components
        on lines.balance_line_id = components.statement_line_id
    group by all
)

select
    'year ' || mart.fiscal_year || ', ' || mart.line_id as subject,
    coalesce(posted.amount_sek, 0) as expected,
    mart.change_sek as actual
from economics.mart_economics__balance_sheet as mart
inner join common.dim_fiscal_year as years on mart.fiscal_year = years.fiscal_year
left join posted on mart.fiscal_year = posted.fiscal_year and mart.line_id = posted.line_id
where
    years.prior_fiscal_year is not null
    and (
        exists (from reference.board_rules where result_is_carried = 'by_voucher')
        or mart.line_id not in (
            select components.line_id
            from reference.balance_sheet_components as components
            inner join reference.statement_lines as parts using (statement_line_id)
            where parts.section = 'equity'
        )
    )
