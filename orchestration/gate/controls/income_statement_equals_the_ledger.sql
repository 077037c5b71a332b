-- title: Costs and revenue are the outcomes that the ledger states for their accounts (#RES)
-- protects: mart_economics__income_statement
-- comparison: equal
-- at_least_rows: 2
with stated as (
    select fiscal_year, section as line_id, sum(presented_sek)::decimal(18, 2) as amount_sek
    from intermediate.int_ledger__stated_totals
    where label = 'RES' and statement = 'income'
    group by fiscal_year, section
),

mart as (
    select fiscal_year, line_id, outcome_sek
    from economics.mart_economics__income_statement
    where not is_total
)

select
    'year ' || fiscal_year || ', ' || line_id as subject,
    -- Balances of zero may be left out (SIE 4B section 5.17), but not all of a year.
    coalesce(
        stated.amount_sek,
        if(fiscal_year in (select fiscal_year from intermediate.int_ledger__stated_totals), 0, null)
    )::decimal(18, 2) as expected,
    mart.outcome_sek as actual
from stated
full join mart using (fiscal_year, line_id)
