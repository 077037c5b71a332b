-- title: Every month of a monthly extract, and every year of a yearly one, is delivered until the books' balance date
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from raw.loads inner join common.dim_fiscal_year on period_from <= least(end_date, balance_date)
--   where entity <> 'ledger' and (date_diff('month', period_from, period_to) = 0 or balance_date >= end_date))
-- not_applicable: no extract beside the ledger is owed yet
-- The reporting years are the ledger's. A monthly extract owes every month of a reporting year in which it, or in the
-- year before which it, was delivered; a yearly one owes each year after its first. An extract that is no longer
-- delivered is thus found, and one that begins with the second year is not held to the first.
with delivered as (
    select distinct
        system,
        entity,
        period_from,
        period_to,
        date_diff('month', period_from, period_to) = 0 as is_monthly
    from raw.loads
    where entity <> 'ledger'
),

years as (
    select
        fiscal_year,
        start_date,
        least(end_date, balance_date) as last_day,
        balance_date >= end_date as is_complete
    from common.dim_fiscal_year
),

extracts as (
    select
        system,
        entity,
        bool_and(is_monthly) as is_monthly,
        min(period_from) as first_day
    from delivered
    group by system, entity
),

owed as (
    select
        extracts.system,
        extracts.entity,
        years.fiscal_year,
        month::date as period_from,
        (month + interval 1 month - interval 1 day)::date as period_to
    from extracts
    inner join years on extracts.first_day <= years.last_day
    cross join unnest(generate_series(years.start_date, years.last_day, interval 1 month)) as months (month)
    where
        extracts.is_monthly
        and month + interval 1 month - interval 1 day <= years.last_day
    union all
    select
        extracts.system,
        extracts.entity,
        years.fiscal_year,
        years.start_date,
        years.last_day
    from extracts
    inner join years on extracts.first_day <= years.last_day
    where not extracts.is_monthly and years.is_complete
)

select
    owed.system || '.' || owed.entity || ', ' || owed.period_from || ' to ' || owed.period_to as subject,
    1::decimal(28, 8) as expected,
    (
        exists (
            select 1 from delivered
            where
                delivered.system = owed.system and delivered.entity = owed.entity
                and delivered.period_from <= owed.period_to and delivered.period_to >= owed.period_from
        )
    )::int::decimal(28, 8) as actual
from owed
