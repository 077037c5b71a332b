-- title: What is asked in a year is answered, and what begins is ended, about as soon as last year's was
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from staging.stg_registers__complaints where resolved_date is not null
--   union all select 1 from staging.stg_registers__procurement_requests where closed_date is not null
--   union all select 1 from staging.stg_registers__advertised_procurements where concluded_date is not null
--   union all select 1 from staging.stg_registers__risk_measures where done_date is not null)
-- not_applicable: no register has a second date
-- One date that was copied into the other's column, or is a default, lies on the same day in all rows, or years away.
-- The mean number of days between the two, and one, is not more than three times last year's, nor less than a third; of
-- fewer than a hundred rows it may be further off by chance, and of fewer than twelve it says nothing.
with spans as (
    select 'complaints' as what, year(received_date) as year, received_date as first_date, resolved_date as last_date
    from staging.stg_registers__complaints
    union all
    select 'procurement requests', year(received_date), received_date, closed_date
    from staging.stg_registers__procurement_requests
    union all
    select 'advertised procurements', year(advertised_date), advertised_date, concluded_date
    from staging.stg_registers__advertised_procurements
    union all
    select 'risk measures', year(planned_date), planned_date, done_date
    from staging.stg_registers__risk_measures
),

years as (
    select
        what,
        year,
        count(last_date) as spans_count,
        1 + avg(abs(date_diff('day', first_date, last_date))) as days_apart
    from spans
    group by what, year
)

select
    now.what || ', ' || now.year || ': ' || round(now.days_apart - 1, 1)::decimal(28, 1) || ' days between two dates, last year '
    || round(earlier.days_apart - 1, 1)::decimal(28, 1) as subject,
    0::decimal(28, 8) as expected,
    coalesce(
        least(now.spans_count, earlier.spans_count) >= 12
        and greatest(now.days_apart, earlier.days_apart)
        > (3 + 10 / sqrt(least(now.spans_count, earlier.spans_count))) * least(now.days_apart, earlier.days_apart),
        false
    )::int::decimal(28, 8) as actual
from years as now
inner join years as earlier on now.what = earlier.what and now.year = earlier.year + 1
