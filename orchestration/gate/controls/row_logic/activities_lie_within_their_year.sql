-- title: An activity of a year's plan goes on in the year, and what begins in the year ends in it
-- protects: mart_goals__activities
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_goals__activities)
-- not_applicable: no goal system delivers activities
-- An activity that begins before its year may go on after it. One that begins in its year and ends after it is dated
-- wrong, or was not done.
select
    activities.fiscal_year || ', activity ' || activity_id || ': ' || activities.start_date || ' to ' || activities.end_date as subject,
    0::decimal(28, 8) as expected,
    (
        activities.start_date > coalesce(years.end_date, make_date(activities.fiscal_year, 12, 31))
        or activities.end_date < coalesce(years.start_date, make_date(activities.fiscal_year, 1, 1))
        or (
            activities.start_date >= coalesce(years.start_date, make_date(activities.fiscal_year, 1, 1))
            and activities.end_date > coalesce(years.end_date, make_date(activities.fiscal_year, 12, 31))
        )
    )::int::decimal(28, 8) as actual
from staging.stg_goals__activities as activities
left join common.dim_fiscal_year as years using (fiscal_year)
