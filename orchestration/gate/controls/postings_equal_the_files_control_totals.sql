-- title: Vouchers, debit and credit are those that the sender declared for each file
-- protects: fct_ledger_postings
-- comparison: equal
-- at_least_rows: 3
with declared as (
    select
        load_id,
        unnest(['vouchers', 'debit_sek', 'credit_sek']) as total,
        unnest([control_totals['vouchers'], control_totals['debit_sek'], control_totals['credit_sek']])
        ::decimal(18, 2) as amount
    from raw.loads
    where entity = 'ledger'
),

loaded as (
    select
        load_id,
        count(distinct voucher_line_number)::decimal(18, 2) as vouchers,
        coalesce(sum(amount_sek) filter (amount_sek > 0), 0)::decimal(18, 2) as debit_sek,
        coalesce(-sum(amount_sek) filter (amount_sek < 0), 0)::decimal(18, 2) as credit_sek
    from economics.fct_ledger_postings
    group by load_id
),

actual as (
    unpivot loaded on vouchers, debit_sek, credit_sek into name total value amount
)

select
    coalesce(declared.load_id, actual.load_id) || ', ' || coalesce(declared.total, actual.total) as subject,
    declared.amount as expected,
    actual.amount as actual
from declared
full join actual on declared.load_id = actual.load_id and declared.total = actual.total
