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

-- A voucher that was annulled has no rows that count, and is a voucher all the same.
annulled as (
    select
        vouchers.load_id,
        count(*) as vouchers
    from raw.ledger_vouchers as vouchers
    anti join (
        select load_id, voucher_line_number as line_number
        from raw.ledger_transactions
        where is_counted
    ) using (load_id, line_number)
    group by vouchers.load_id
),

loaded as (
    select
        load_id,
        (count(distinct postings.voucher_line_number) + coalesce(any_value(annulled.vouchers), 0))::decimal(18, 2)
            as vouchers,
        coalesce(sum(postings.amount_sek) filter (postings.amount_sek > 0), 0)::decimal(18, 2) as debit_sek,
        coalesce(-sum(postings.amount_sek) filter (postings.amount_sek < 0), 0)::decimal(18, 2) as credit_sek
    from (select distinct load_id from declared) as files
    full join economics.fct_ledger_postings as postings using (load_id)
    left join annulled using (load_id)
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
