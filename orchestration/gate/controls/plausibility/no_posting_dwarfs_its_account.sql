-- title: No posting is ten times the size of all but one of the others on its account
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select account from economics.fct_ledger_postings
--   where statement_line_id is not null group by account having count(*) >= 50)
-- not_applicable: no account has fifty postings
-- A decimal sign that moved, or two amounts in one. A posting and its reversal are both large, so it is compared with
-- the third largest. Accounts with fifty postings or more, and postings of a two-hundredth of the year's costs or more.
with accounts as (
    select
        account,
        max(abs(amount_sek), 3) as largest,
        arg_max(struct_pack(fiscal_year, voucher_series, voucher_number), abs(amount_sek)) as voucher
    from economics.fct_ledger_postings
    where statement_line_id is not null
    group by account
    having count(*) >= 50
),

costs as (
    select max(cost_sek) as cost_sek
    from (
        select
            fiscal_year,
            abs(sum(movement_sek)) as cost_sek
        from economics.fct_ledger_balances
        where section = 'cost'
        group by fiscal_year
    )
)

select
    account || ': ' || concat_ws(' ', voucher.fiscal_year || ',', voucher.voucher_series, voucher.voucher_number) || ' of ' || largest[1] || ', the third largest ' || largest[3] as subject,
    0::decimal(28, 8) as expected,
    (largest[1] > 10 * largest[3] and largest[1] * 200 >= coalesce(cost_sek, 0))::int::decimal(28, 8) as actual
from accounts
cross join costs
