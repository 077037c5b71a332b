-- title: A cost centre's staff costs per full-time employee, of the board's, are in no month a third or
--   three times what they were
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select cost_centre from staging.stg_payroll__employments
--   intersect
--   select cost_centre from economics.fct_ledger_postings inner join common.dim_account using (fiscal_year, account)
--   where dim_account.statement_line_id in (select statement_line_id from reference.statement_lines
--   where role = 'staff_costs'))
-- not_applicable: no cost centre has both employments and staff costs
-- A month's payroll on another cost centre, two that changed places, a reorganisation that one of the systems has
-- carried out. What is usual is the median of the months of last year, without a last year those of the year. A raise
-- moves all cost centres, and none of their shares; what was so in the same month of last year may be so again. Cost
-- centres of ten full-time employees or more; of three or more where next to nothing is booked. Pay itself is not
-- shown.
with employed as (
    select
        cost_centre,
        date_trunc('month', as_of_date)::date as month,
        sum(degree_pct)::double / 100 as full_times
    from staging.stg_payroll__employments
    group by all
),

booked as (
    select
        cost_centre,
        date_trunc('month', posting_date)::date as month,
        sum(amount_sek)::double as cost_sek
    from economics.fct_ledger_postings
    inner join common.dim_account using (fiscal_year, account)
    where dim_account.statement_line_id in (select statement_line_id from reference.statement_lines where role = 'staff_costs')
    group by all
),

months as (
    select
        *,
        coalesce(cost_sek / sum(cost_sek) over of_month, 0) / (full_times / sum(full_times) over of_month) as ratio
    from employed
    left join booked using (cost_centre, month)
    where month in (select month from booked)
    window of_month as (partition by month)
),

usual as (
    select
        cost_centre,
        year(month) as usual_year,
        median(ratio) as usual_ratio
    from months
    group by all
),

compared as (
    select
        months.cost_centre,
        months.month,
        months.full_times,
        months.ratio,
        last_year.ratio as ratio_last_year,
        coalesce(earlier.usual_ratio, own.usual_ratio) as usual_ratio
    from months
    inner join usual as own on months.cost_centre = own.cost_centre and year(months.month) = own.usual_year
    left join usual as earlier on months.cost_centre = earlier.cost_centre and year(months.month) = earlier.usual_year + 1
    left join months as last_year on months.cost_centre = last_year.cost_centre and months.month = last_year.month + interval 1 year
)

select
    cost_centre || ', ' || strftime(month, '%Y-%m') || ': staff costs per full-time employee ' || round(ratio, 2)::decimal(18, 2)
    || ' of the board''s, usually ' || round(usual_ratio, 2)::decimal(18, 2) as subject,
    0::decimal(28, 8) as expected,
    (
        usual_ratio > 0
        and (
            (
                full_times >= 10 and ratio not between usual_ratio / 3 and 3 * usual_ratio
                and coalesce(ratio not between ratio_last_year / 3 and 3 * ratio_last_year, true)
            )
            or (full_times >= 3 and ratio < usual_ratio / 10)
        )
    )::int::decimal(28, 8) as actual
from compared
