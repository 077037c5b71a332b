-- title: A balance account opens with what it closed with the year before, equity with the result of
--   that year too where it is
--   carried at the opening
-- protects: fct_ledger_balances
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from common.dim_fiscal_year where prior_fiscal_year is not null)
-- not_applicable: no year has its year before it in the warehouse
with accounts as (
    select
        years.fiscal_year,
        this_year.account,
        this_year.section,
        coalesce(prior_year.opening_sek + prior_year.movement_sek, 0)::decimal(18, 2) as closing_sek,
        this_year.opening_sek,
        this_year.section = 'equity' and exists (
            from reference.board_rules where result_is_carried = 'at_opening'
        ) as is_moved_at_opening
    from economics.fct_ledger_balances as this_year
    inner join common.dim_fiscal_year as years on this_year.fiscal_year = years.fiscal_year
    left join economics.fct_ledger_balances as prior_year
        on years.prior_fiscal_year = prior_year.fiscal_year and this_year.account = prior_year.account
    where years.prior_fiscal_year is not null and this_year.statement = 'balance'
),

results as (
    select years.fiscal_year, sum(prior_year.movement_sek)::decimal(18, 2) as result_sek
    from common.dim_fiscal_year as years
    inner join economics.fct_ledger_balances as prior_year on years.prior_fiscal_year = prior_year.fiscal_year
    where prior_year.statement <> 'balance'
    group by years.fiscal_year
)

select
    'year ' || fiscal_year || ', account ' || account as subject,
    closing_sek as expected,
    opening_sek as actual
from accounts
where not is_moved_at_opening
union all
select
    'year ' || accounts.fiscal_year || ', equity with the result of the year before' as subject,
    (sum(accounts.closing_sek) + coalesce(any_value(results.result_sek), 0))::decimal(18, 2) as expected,
    sum(accounts.opening_sek)::decimal(18, 2) as actual
from accounts
left join results using (fiscal_year)
where accounts.is_moved_at_opening
group by accounts.fiscal_year
