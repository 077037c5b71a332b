-- title: No kind, source, operations or administration of a yearly list has no row for weeks in which it should have
--   many, or rows far from the weeks in which it has them all
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_registers__complaints)
--   or exists (select 1 from staging.stg_registers__procurement_requests)
--   or exists (select 1 from staging.stg_registers__customer_meetings)
--   or exists (select 1 from staging.stg_registers__public_feedback)
--   or exists (select 1 from staging.stg_registers__advertised_procurements)
-- not_applicable: no yearly list has rows of several kinds
-- A year has a code although from some day on it is called by another. By the code's share of the year's other rows,
-- and of their days, none for so long has a chance of one in a hundred thousand, and by its share in the same weeks of
-- last year one in ten thousand. What comes in a survey's weeks alone, or not in them, was so last year. Of a code
-- whose rows, twenty or more, came last year within a hundred days of their median, few come further from it this year.
with listed as (
    select 'complaints' as list, received_date as day, ['', 'kind ' || kind, 'source ' || origin, 'operations ' || operations_sv] as codes
    from staging.stg_registers__complaints
    union all
    select 'procurement requests', received_date, ['', 'status ' || status, 'administration ' || administration_sv]
    from staging.stg_registers__procurement_requests
    union all
    select 'meetings', held_date, ['', 'kind ' || kind, 'operations ' || operations, 'administration ' || administration_sv]
    from staging.stg_registers__customer_meetings
    union all
    select 'comments from the public', received_date, ['', 'kind ' || kind, 'administration ' || administration_sv]
    from staging.stg_registers__public_feedback
    union all
    select 'procurements', advertised_date, ['', 'procedure ' || procedure] from staging.stg_registers__advertised_procurements
),

days as (
    select
        list,
        code,
        day,
        count(*)::double as rows_count
    from (select list, day, unnest(codes) as code from listed)
    group by all
),

-- How many rows of the year, and days with rows, there were until a day, and in all.
whole as (
    select
        list,
        year(day) as year,
        day,
        rows_count,
        sum(rows_count) over until_day as rows_until,
        row_number() over until_day as days_until,
        sum(rows_count) over of_year as rows_of_year,
        count(*) over of_year as days_of_year
    from days
    where code = ''
    window of_year as (partition by list, year(day)), until_day as (partition by list, year(day) order by day)
),

coded as (
    select
        whole.*,
        days.code,
        sum(days.rows_count) over of_year as rows_of_code,
        count(*) over of_year as days_of_code
    from days
    inner join whole using (list, day)
    where days.code <> ''
    window of_year as (partition by whole.list, whole.year, days.code)
),

-- From a day with the code, or the year's begin, to the next one, or the year's end.
spans as (
    select
        list,
        year,
        code,
        coalesce(lag(day) over by_day + 1, make_date(year, 1, 1)) as first_day,
        day - 1 as last_day,
        rows_until - rows_count - coalesce(lag(rows_until) over by_day, 0) as rows_between,
        days_until - 1 - coalesce(lag(days_until) over by_day, 0) as days_between,
        rows_of_year,
        days_of_year,
        rows_of_code,
        days_of_code
    from coded
    window by_day as (partition by list, year, code order by day)
    union all
    select
        list,
        year,
        code,
        max(day) + 1,
        make_date(year, 12, 31),
        any_value(rows_of_year) - max(rows_until),
        any_value(days_of_year) - max(days_until),
        any_value(rows_of_year),
        any_value(days_of_year),
        any_value(rows_of_code),
        any_value(days_of_code)
    from coded
    group by list, year, code
),

-- The chance of none by the rest of the year, of which there are as many as such spans in the year.
missing as (
    select *
    from spans
    where
        rows_of_code >= 8
        and greatest(
            rows_between * ln(1 - rows_of_code / (rows_of_year - rows_between + 1)),
            days_between * ln(1 - days_of_code / (days_of_year - days_between + 1.0))
        ) < -11.5 - ln(rows_of_year / greatest(rows_between, 1))
),

-- How many rows of a code came far from most of its others.
seasons as (
    select
        list,
        year,
        code,
        sum(rows_count) as rows_of_code,
        sum(rows_count) filter (abs(day - middle) > 100) as far_count
    from (
        select
            list,
            year(day) as year,
            code,
            day,
            rows_count,
            quantile_disc(day, 0.5) over (partition by list, year(day), code) as middle
        from days
        where code <> ''
    )
    group by list, year, code
),

beside_last_year as (
    select
        missing.list,
        missing.year,
        missing.code,
        missing.first_day,
        any_value(missing.last_day) as last_day,
        any_value(missing.rows_between) as rows_between,
        coalesce(sum(last_year.rows_count) filter (last_year.code <> ''), 0) as coded_last_year,
        sum(last_year.rows_count) filter (last_year.code = '') as rows_last_year
    from missing
    inner join days as last_year
        on
            missing.list = last_year.list
            and last_year.day between missing.first_day - interval 1 year and missing.last_day - interval 1 year
            and last_year.code in ('', missing.code)
    group by missing.list, missing.year, missing.code, missing.first_day
)

select
    codes.list || ', ' || codes.year || ', ' || codes.code || ': ' || codes.rows_of_code::int || ' of ' || codes.rows_of_year::int || ' rows'
    || coalesce(
        ', from ' || found.first_day || ' to ' || found.last_day || ' none of ' || found.rows_between::int || ', in those weeks of last year '
        || found.coded_last_year::int || ' of ' || found.rows_last_year::int,
        ''
    ) as subject,
    0::decimal(28, 8) as expected,
    coalesce(found.rows_between * ln(1 - found.coded_last_year / (found.rows_last_year + 1)) < -9.2, false)::int::decimal(28, 8) as actual
from (select distinct list, year, code, rows_of_code, rows_of_year from coded) as codes
left join beside_last_year as found using (list, year, code)
union all
select
    now.list || ', ' || now.year || ', ' || now.code || ': ' || coalesce(now.far_count, 0)::int || ' of '
    || now.rows_of_code::int || ' rows more than a hundred days from their median, last year none',
    0::decimal(28, 8),
    -- None of n has a chance of one in fifty where four of n are expected.
    (coalesce(now.far_count, 0) > 3 + 4 * now.rows_of_code / earlier.rows_of_code)::int::decimal(28, 8)
from seasons as now
inner join seasons as earlier on now.list = earlier.list and now.code = earlier.code and now.year = earlier.year + 1
where earlier.rows_of_code >= 20 and earlier.far_count is null
