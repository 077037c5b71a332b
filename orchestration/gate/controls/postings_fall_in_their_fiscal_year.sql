-- title: No posting is dated outside the fiscal year that it is counted in
-- protects: fct_ledger_postings
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from raw.ledger_transactions where is_counted)
-- not_applicable: nothing is booked in any year of the ledger
select
    'fiscal year ' || years.fiscal_year as subject,
    0::decimal(18, 2) as expected,
    count(*) filter (postings.posting_date not between years.start_date and years.end_date)::decimal(18, 2) as actual
from economics.fct_ledger_postings as postings
inner join common.dim_fiscal_year as years using (fiscal_year)
group by years.fiscal_year
