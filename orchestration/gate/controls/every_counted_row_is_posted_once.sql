-- title: Every transaction row that counts is posted exactly once, and nothing else is
-- protects: fct_ledger_postings
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from raw.ledger_transactions where is_counted)
-- not_applicable: nothing is booked in any year of the ledger
with delivered as (
    select load_id, count(*) as postings
    from raw.ledger_transactions
    where is_counted
    group by load_id
),

posted as (
    select load_id, count(distinct line_number) as postings, count(*) as with_copies
    from economics.fct_ledger_postings
    group by load_id
),

compared as (
    select
        coalesce(delivered.load_id, posted.load_id) as load_id,
        delivered.postings as delivered,
        posted.postings as posted,
        posted.with_copies
    from delivered
    full join posted using (load_id)
)

select
    load_id || ', distinct lines' as subject,
    delivered::decimal(18, 2) as expected,
    posted::decimal(18, 2) as actual
from compared
union all
select
    load_id || ', postings' as subject,
    delivered::decimal(18, 2) as expected,
    with_copies::decimal(18, 2) as actual
from compared
