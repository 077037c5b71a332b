-- title: A meter, premises, a supplier, an area and a business has between a quarter and four times last year's amount,
--   and most premises last year's area
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_registers__energy_readings)
--   or exists (select 1 from staging.stg_registers__svefaktura_connections)
--   or exists (select 1 from staging.stg_registers__competition_purchases)
--   or exists (select 1 from staging.stg_goals__area_forecasts)
-- not_applicable: no yearly extract has amounts of members
-- One meter in another unit, or one that shows its reading, moves no mean. Meters are compared by the same month of
-- last year, and with the median of their own year. The area of premises, and what a meter shows in a whole year, grow
-- or shrink less than that: meters of which one shows another's. Premises are larger or smaller one by one: where more
-- than half of two or more are by a twentieth, another area is measured. A business that bought nothing in competition
-- last year, and now more than half of its costs, bought something else.
with amounts as (
    select 'meter ' || meter_id as member, month::date as day, used_kwh::double as amount from staging.stg_registers__energy_readings
    union all
    select 'area of meter ' || meter_id, month::date, area_sqm from staging.stg_registers__energy_readings
    union all
    select 'invoices of supplier ' || supplier_id, as_of_date, agreed_invoices_count from staging.stg_registers__svefaktura_connections
    union all
    select 'budgeted cost of ' || operations_sv, as_of_date, budgeted_cost_sek from staging.stg_registers__competition_purchases
    union all
    select 'procured cost of ' || operations_sv, as_of_date, procured_cost_sek from staging.stg_registers__competition_purchases
    union all
    select tertial || ', forecast ' || side || ' of ' || business_area_id, make_date(fiscal_year, 12, 31), amount_sek
    from staging.stg_goals__area_forecasts
),

compared as (
    select
        now.member,
        now.day,
        now.amount,
        'last year' as other,
        earlier.amount as other_amount
    from amounts as now
    inner join amounts as earlier on now.member = earlier.member and now.day = earlier.day + interval 1 year
    union all
    select
        member,
        day,
        amount,
        'the year''s median',
        median(amount) over (partition by member, year(day))
    from amounts
    where member like 'meter %'
    union all
    select
        now.member || ', all months',
        max(now.day),
        sum(now.amount),
        'last year',
        sum(earlier.amount)
    from amounts as now
    inner join amounts as earlier on now.member = earlier.member and now.day = earlier.day + interval 1 year
    where now.member like 'meter %'
    group by now.member, year(now.day)
    having count(*) >= 6
)

select
    member || ', ' || day || ': ' || amount || ', ' || other || ' ' || other_amount as subject,
    0::decimal(28, 8) as expected,
    (
        greatest(amount, other_amount) > if(member like 'area of meter %' or member like 'meter %, all months', 2.5, 4) * least(amount, other_amount)
    )::int::decimal(28, 8) as actual
from compared
where other_amount > 0
union all
select
    'areas of meters, ' || now.month || ': ' || sum(now.area_sqm) || ', last year ' || sum(earlier.area_sqm),
    0::decimal(28, 8),
    (
        count(*) >= 2
        and 2 * count(*) filter (abs(now.area_sqm - earlier.area_sqm) > 0.05 * earlier.area_sqm) > count(*)
    )::int::decimal(28, 8)
from staging.stg_registers__energy_readings as now
inner join staging.stg_registers__energy_readings as earlier on now.meter_id = earlier.meter_id and now.month = earlier.month + interval 1 year
group by now.month
union all
select
    'procured cost of ' || now.operations_sv || ', ' || now.as_of_date || ': ' || now.procured_cost_sek || ', last year 0',
    0::decimal(28, 8),
    (2 * now.procured_cost_sek > now.budgeted_cost_sek)::int::decimal(28, 8)
from staging.stg_registers__competition_purchases as now
inner join staging.stg_registers__competition_purchases as earlier
    on now.operations_sv = earlier.operations_sv and now.as_of_date = earlier.as_of_date + interval 1 year
where earlier.procured_cost_sek = 0
