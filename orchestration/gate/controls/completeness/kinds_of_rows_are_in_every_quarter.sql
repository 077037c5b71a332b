-- title: No kind, source, operations or administration of a yearly list has no row in a quarter in which it should have
--   many
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
-- A year has a code although from some month on it is called by another. By the code's share of the year's other
-- quarters, none among the quarter's rows has a chance of one in ten thousand; and there are some in the same quarter
-- of last year, or, without a last year, in the other three.
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

counted as (
    select
        list,
        date_trunc('quarter', day)::date as quarter,
        code,
        count(*)::double as rows_count
    from (select list, day, unnest(codes) as code from listed)
    group by all
),

years as (
    select
        list,
        year(quarter) as year,
        code,
        sum(rows_count) as rows_count,
        count(*) as quarters_count
    from counted
    group by all
)

select
    quarters.list || ', ' || strftime(quarters.quarter, '%Y-%m') || ' to ' || strftime(quarters.quarter + interval 2 month, '%m') || ', '
    || codes.code || ': ' || coalesce(counted.rows_count, 0)::int || ' of ' || quarters.rows_count::int || ' rows, of the year '
    || codes.rows_count::int || ' of ' || years.rows_count::int as subject,
    0::decimal(28, 8) as expected,
    (
        counted.rows_count is null
        and quarters.rows_count < years.rows_count
        and quarters.rows_count * ln(greatest(1 - codes.rows_count / (years.rows_count - quarters.rows_count), 1e-9)) < -9.2
        and if(earlier_years.rows_count is null, codes.quarters_count = 3, last_year.rows_count is not null)
    )::int::decimal(28, 8) as actual
from counted as quarters
inner join years on quarters.list = years.list and year(quarters.quarter) = years.year and years.code = ''
inner join years as codes on quarters.list = codes.list and years.year = codes.year and codes.code <> ''
left join counted on quarters.list = counted.list and quarters.quarter = counted.quarter and codes.code = counted.code
left join counted as last_year
    on quarters.list = last_year.list and quarters.quarter - interval 1 year = last_year.quarter and codes.code = last_year.code
left join years as earlier_years
    on quarters.list = earlier_years.list and years.year = earlier_years.year + 1 and earlier_years.code = ''
where quarters.code = ''
