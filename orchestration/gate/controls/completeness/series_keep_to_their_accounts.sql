-- title: No series of vouchers, and no counterparty, begins to be booked on what was another's account
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select voucher_series from economics.fct_ledger_postings
--   group by voucher_series having count(distinct fiscal_period_id) >= 7)
-- not_applicable: no series of vouchers has postings in seven months
-- Payments that are booked as costs, consultants among the wages, revenue against a receivable, an administration among
-- the companies. A series, or a counterparty, is asked of an account that it had no posting on in six months or more,
-- and has forty of now, where others had twenty in the months before. An account that is new is nobody's; of a
-- counterparty only accounts of a section in which it had twenty are asked, of costs and revenue such as it has
-- postings on for forty days.
with months as (
    select
        if(grouping(voucher_series) = 0, 'series', 'counterparty') as kind,
        coalesce(voucher_series, counterparty) as code,
        fiscal_year,
        account,
        strptime(fiscal_period_id, '%Y%m')::date as month,
        count(*) as postings_count,
        bit_count(bit_or(1::bigint << ((posting_date - date '1970-01-01') & 31)::int)) as days_count
    from economics.fct_ledger_postings
    group by grouping sets (
        (voucher_series, fiscal_year, account, fiscal_period_id), (counterparty, fiscal_year, account, fiscal_period_id)
    )
),

asked as (
    select
        months.*,
        if(kind = 'series', '', section) as of_section
    from months
    inner join common.dim_account using (fiscal_year, account)
    where code is not null and (kind = 'series' or section in ('asset', 'liability', 'cost', 'revenue'))
),

pairs as (
    select
        kind,
        code,
        of_section,
        account,
        min(month) as first_month,
        sum(postings_count) as postings_count,
        sum(days_count) as days_count
    from asked
    group by all
)

select
    pairs.kind || ' ' || pairs.code || ', account ' || pairs.account || ': ' || pairs.postings_count || ' postings, the first in '
    || strftime(pairs.first_month, '%Y-%m') as subject,
    0::decimal(28, 8) as expected,
    (
        pairs.postings_count >= 40
        and (pairs.of_section not in ('cost', 'revenue') or pairs.days_count >= 40)
        and count(distinct asked.month) filter (asked.code = pairs.code) >= 6
        and coalesce(sum(asked.postings_count) filter (asked.code = pairs.code), 0) >= 20
        and coalesce(sum(asked.postings_count) filter (asked.account = pairs.account), 0) >= 20
    )::int::decimal(28, 8) as actual
from pairs
left join asked
    on
        pairs.kind = asked.kind and pairs.of_section = asked.of_section and asked.month < pairs.first_month
        and (pairs.code = asked.code or pairs.account = asked.account)
where pairs.kind = 'series' or pairs.postings_count >= 40
group by pairs.kind, pairs.code, pairs.of_section, pairs.account, pairs.first_month, pairs.postings_count,
    pairs.days_count
