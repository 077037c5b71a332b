-- title: The numbers of employments and of spells of absence go on from month to month without a gap,
--   where they nearly always do
-- protects: mart_hr__employees
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from staging.stg_payroll__working_hours
--   where regexp_matches(employment_id, '[0-9]{1,15}$')
--   having count(distinct month) >= 6)
--   or exists (
--   select 1 from staging.stg_payroll__absence_spells
--   where regexp_matches(absence_id, '[0-9]{1,15}$')
--   having count(distinct month) >= 6)
-- not_applicable: no employment and no absence is numbered over half a year
-- What goes on for months is delivered again under its number, so a new number is one that no earlier month had. A
-- number that is left out between two new ones is a row that was lost. Numbers that are shared with other boards are
-- known by gaps in more than a tenth of the months, and asked nothing.
with given as (
    select 'employment' as kind, employment_id as id, month::date as month from staging.stg_payroll__working_hours
    union all
    select 'employment', employment_id, date_trunc('month', as_of_date)::date from staging.stg_payroll__employments
    union all
    select 'absence', absence_id, month from staging.stg_payroll__absence_spells
),

numbered as (
    select
        kind,
        rtrim(id, '0123456789') as prefix,
        try_cast(regexp_extract(id, '[0-9]{1,15}$') as bigint) as number,
        min(month) as month
    from given
    group by all
    having number is not null
),

followed as (
    select
        *,
        number - lag(number) over by_number - 1 as gap,
        lag(month) over by_number as month_before
    from numbered
    window by_number as (partition by kind, prefix order by number)
),

-- What was there in the first month was numbered long ago, and some of it has ended since.
months as (
    select
        kind,
        prefix,
        month,
        coalesce(sum(gap) filter (month_before > first_month or month > first_month), 0) as gaps
    from followed
    inner join (select kind, prefix, min(month) as first_month from numbered group by all) using (kind, prefix)
    group by all
),

series as (
    select
        kind,
        prefix,
        count(*) as months_count,
        count(*) filter (gaps > 0) as broken_count
    from months
    group by kind, prefix
)

select
    strftime(month, '%Y-%m') || ', numbers of ' || kind || ' ' || prefix || '…: left out ' || gaps as subject,
    0::decimal(28, 8) as expected,
    if(months_count >= 6 and broken_count <= greatest(1, months_count // 10), gaps, 0)::decimal(28, 8) as actual
from months
inner join series using (kind, prefix)
