-- title: A meter is read once, and what is budgeted by month has a budget, in every month from its first to its last
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_registers__energy_readings)
--   or exists (select 1 from staging.stg_goals__volumes)
-- not_applicable: no meter is read, and no volume is budgeted by month
-- A month that is left out between two others is a row that was lost. A meter that is new, or taken away, has no
-- reading before its first or after its last. A reading that is the same in four months one after another was repeated,
-- not read; so were two that are those of the same months last year, and one that another meter of the premises has.
-- Readings below 100 are alike by chance. Premises that are larger or smaller in one month alone were keyed wrong.
with rows_of_months as (
    select 'meter ' || meter_id as what, month::date as month from staging.stg_registers__energy_readings
    union all
    select 'budget of ' || measured, month::date from staging.stg_goals__volumes
),

spans as (
    select
        what,
        min(month) as first_month,
        max(month) as last_month,
        count(distinct date_trunc('month', month)) as months_count
    from rows_of_months
    group by what
)

select
    what || ', ' || strftime(first_month, '%Y-%m') || ' to ' || strftime(last_month, '%Y-%m') || ': months left out' as subject,
    0::decimal(28, 8) as expected,
    (date_diff('month', first_month, last_month) + 1 - months_count)::decimal(28, 8) as actual
from spans
union all
select
    'meter ' || meter_id || ', ' || strftime(max(month), '%Y-%m') || ': months with one reading, ' || any_value(used_kwh),
    0::decimal(28, 8),
    if(count(*) >= 4 and any_value(used_kwh) > 0, count(*) - 1, 0)::decimal(28, 8)
from (
    select
        meter_id,
        month,
        used_kwh,
        row_number() over (partition by meter_id order by month)
        - row_number() over (partition by meter_id, used_kwh order by month) as run_number
    from staging.stg_registers__energy_readings
)
group by meter_id, used_kwh, run_number
union all
select
    'meter ' || meter_id || ', ' || year(month) || ': readings that are last year''s',
    0::decimal(28, 8),
    if(count(*) >= 2, count(*), 0)::decimal(28, 8)
from staging.stg_registers__energy_readings as readings
semi join staging.stg_registers__energy_readings as earlier
    on
        readings.meter_id = earlier.meter_id and readings.month = earlier.month + interval 1 year
        and readings.used_kwh = earlier.used_kwh
where used_kwh >= 100
group by meter_id, year(month)
union all
select
    'meters ' || string_agg(meter_id, ', ' order by meter_id) || ', ' || strftime(month, '%Y-%m') || ': one reading, ' || used_kwh,
    1::decimal(28, 8),
    count(*)::decimal(28, 8)
from staging.stg_registers__energy_readings
where used_kwh >= 100
group by month, premises_sv, area_sqm, used_kwh
having count(*) > 1
union all
select
    'meter ' || meter_id || ', ' || strftime(month, '%Y-%m') || ': area ' || area_sqm || ', before and after it ' || area_before,
    0::decimal(28, 8),
    1::decimal(28, 8)
from (
    select
        meter_id,
        month,
        area_sqm,
        lag(area_sqm) over by_month as area_before,
        lead(area_sqm) over by_month as area_after
    from staging.stg_registers__energy_readings
    window by_month as (partition by meter_id order by month)
)
where area_before = area_after and area_sqm <> area_before
