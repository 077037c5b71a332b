-- title: Cases by month, answer group, channel and outcome sum to the year's cases, by channel and by
--   group, and to those solved
-- protects: fct_cases_by_month
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_contact_centre__cases)
-- not_applicable: no cases have been delivered
with months as (
    select 'cases' as measure_id, '' as member, fiscal_year, cases_count as amount
    from services.fct_cases_by_month
    union all
    select 'cases_by_channel', channel, fiscal_year, cases_count
    from services.fct_cases_by_month
    union all
    select 'first_contact_resolution_pct', '', fiscal_year, if(outcome = 'solved_at_first_contact', cases_count, 0)
    from services.fct_cases_by_month
    union all
    select 'first_contact_resolution_by_group_pct', answer_group, fiscal_year, if(outcome = 'solved_at_first_contact', cases_count, 0)
    from services.fct_cases_by_month
)

select
    concat_ws(' ', months.measure_id, months.member, months.fiscal_year) as subject,
    max(coalesce(years.numerator, 0))::decimal(28, 8) as expected,
    sum(months.amount)::decimal(28, 8) as actual
from months
left join measures.fct_measures as years using (measure_id, member, fiscal_year)
group by months.measure_id, months.member, months.fiscal_year
