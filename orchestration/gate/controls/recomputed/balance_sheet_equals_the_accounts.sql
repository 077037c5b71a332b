-- title: Each line of the balance sheet, of this year and the prior one, is the closing balances of its accounts
-- protects: mart_economics__balance_sheet
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from reference.report_lines where report_table_id = 'balance_sheet')
-- not_applicable: the report has no balance sheet
with closing as (
    select
        balances.fiscal_year,
        if(balances.statement = 'balance', balances.statement_line_id, carried.statement_line_id) as statement_line_id,
        -- What has not been carried to equity yet is there with equity's sign.
        if(balances.statement = 'balance', accounts.presentation_sign, -1) * balances.closing_sek as amount_sek
    from economics.fct_ledger_balances as balances
    inner join common.dim_account as accounts using (account_id)
    inner join common.dim_fiscal_year as years on balances.fiscal_year = years.fiscal_year
    left join reference.statement_lines as carried on carried.role = 'result_of_the_year'
    where
        balances.statement = 'balance'
        or years.balance_date < years.end_date
        or exists (from reference.board_rules where result_is_carried <> 'by_voucher')
    union all
    -- What the opening balances sum to is the results of earlier years that have not been carried to equity.
    select
        balances.fiscal_year,
        carried.statement_line_id,
        balances.opening_sek as amount_sek
    from economics.fct_ledger_balances as balances
    inner join reference.statement_lines as carried on carried.role = 'result_of_the_year'
    where exists (from reference.board_rules where result_is_carried = 'not')
),

amounts as (
    select
        years.fiscal_year,
        years.prior_fiscal_year,
        lines.line_id,
        lines.label_sv,
        lines.is_total,
        lines.sort_order,
        coalesce(sum(closing.amount_sek), 0) as amount_sek
    from common.dim_fiscal_year as years
    inner join reference.report_lines as lines on lines.report_table_id = 'balance_sheet'
    left join reference.balance_sheet_components as components on lines.line_id = components.line_id
    left join closing
        on years.fiscal_year = closing.fiscal_year and components.statement_line_id = closing.statement_line_id
    group by all
),

recomputed as (
    select
        this_year.*,
        prior_year.amount_sek as prior_amount_sek,
        this_year.amount_sek - prior_year.amount_sek as change_sek
    from amounts as this_year
    left join amounts as prior_year
        on this_year.prior_fiscal_year = prior_year.fiscal_year and this_year.line_id = prior_year.line_id
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from economics.mart_economics__balance_sheet
    ) on rows_count, sort_order, amount_sek, prior_amount_sek, change_sek
    into name measure value amount
)

select
    concat_ws(', ', fiscal_year, line_id, label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by fiscal_year, line_id, label_sv, is_total, measure
