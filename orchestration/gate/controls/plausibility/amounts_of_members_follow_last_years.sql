-- title: A meter, premises, a supplier, an area and a business has between a quarter and four times last year's amount,
--   most premises last year's area, a budget's months last year's proportions, and suppliers what they agreed on
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_registers__energy_readings)
--   or exists (select 1 from staging.stg_registers__svefaktura_connections)
--   or exists (select 1 from staging.stg_registers__competition_purchases)
--   or exists (select 1 from staging.stg_goals__area_forecasts)
--   or exists (select 1 from staging.stg_goals__volumes)
-- not_applicable: no yearly extract has amounts of members
-- One meter in another unit, or one that shows its reading, moves no mean. Meters are compared by the same month of
-- last year, and with the median of their own year. The area of premises, and what a meter shows in a whole year, grow
-- or shrink less than that: meters of which one shows another's. Premises are larger or smaller one by one: where more
-- than half of two or more are by a twentieth, another area is measured. What a meter shows per square metre changes
-- from last year, in three months one after another, by no tenth more or less than in the year's median, or that of
-- all meters where it is read for less than half a year. A business that bought nothing in competition last year, and
-- now a hundredth of its costs, may count something else. A month's budget changes from last year as the other months'
-- do, within a twentieth, unless most months do not. Where two thirds of the suppliers of a year sent as many invoices
-- of what was agreed as its median, within a tenth, all suppliers do.
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
    (100 * now.procured_cost_sek > now.budgeted_cost_sek)::int::decimal(28, 8)
from staging.stg_registers__competition_purchases as now
inner join staging.stg_registers__competition_purchases as earlier
    on now.operations_sv = earlier.operations_sv and now.as_of_date = earlier.as_of_date + interval 1 year
where earlier.procured_cost_sek = 0
union all
select
    'meter ' || meter_id || ', three months until ' || month || ': per square metre ' || round(100 * (exp(change) - 1))::int
    || ' % more than last year, in the year''s median ' || round(100 * (exp(usual_change) - 1))::int || ' %',
    0::decimal(28, 8),
    coalesce(
        lag(month, 2) over by_month = month - interval 2 month
        and greatest(
            least(change - usual_change, lag(change - usual_change, 1) over by_month, lag(change - usual_change, 2) over by_month),
            -greatest(change - usual_change, lag(change - usual_change, 1) over by_month, lag(change - usual_change, 2) over by_month)
        ) > 0.1,
        false
    )::int::decimal(28, 8)
from (
    select
        now.meter_id,
        now.month,
        ln((now.used_kwh / now.area_sqm) / (earlier.used_kwh / earlier.area_sqm)) as change,
        if(count(*) over of_year >= 6, median(change) over of_year, median(change) over (partition by year(now.month))) as usual_change
    from staging.stg_registers__energy_readings as now
    inner join staging.stg_registers__energy_readings as earlier on now.meter_id = earlier.meter_id and now.month = earlier.month + interval 1 year
    where now.used_kwh > 0 and earlier.used_kwh > 0
    window of_year as (partition by now.meter_id, year(now.month))
)
window by_month as (partition by meter_id order by month)
union all
select
    'budget of ' || measured || ', ' || month || ': ' || budgeted_count || ', last year ' || earlier_count,
    0::decimal(28, 8),
    (is_off and 2 * count(*) filter (is_off) over of_year <= count(*) over of_year)::int::decimal(28, 8)
from (
    select
        now.measured,
        now.month,
        now.budgeted_count,
        earlier.budgeted_count as earlier_count,
        abs(
            ln(now.budgeted_count / earlier.budgeted_count)
            - median(ln(now.budgeted_count / earlier.budgeted_count)) over (partition by now.measured, year(now.month))
        ) > 0.05 as is_off
    from staging.stg_goals__volumes as now
    inner join staging.stg_goals__volumes as earlier on now.measured = earlier.measured and now.month = earlier.month + interval 1 year
    where now.budgeted_count > 0 and earlier.budgeted_count > 0
)
window of_year as (partition by measured, year(month))
union all
select
    'supplier ' || supplier_id || ', ' || fiscal_year || ': ' || agreed_invoices_count || ' invoices agreed, sent ' || sent_count,
    0::decimal(28, 8),
    (is_off and usually_agrees)::int::decimal(28, 8)
from (
    select
        *,
        max(agreeing) over () >= 2 / 3 as usually_agrees
    from (
        select
            *,
            avg((not is_off)::int) over (partition by fiscal_year) as agreeing
        from (
            select
                *,
                abs(sent - median(sent) over (partition by fiscal_year)) > 0.1 + 4 / sqrt(sent_count) as is_off
            from (
                select
                    connections.supplier_id,
                    year(connections.as_of_date) as fiscal_year,
                    any_value(connections.agreed_invoices_count) as agreed_invoices_count,
                    sum(invoices.invoices_count) as sent_count,
                    ln(sent_count / any_value(connections.agreed_invoices_count)) as sent
                from staging.stg_registers__svefaktura_connections as connections
                inner join services.fct_supplier_invoices_by_supplier_and_month as invoices
                    on connections.supplier_id = invoices.supplier_id and year(connections.as_of_date) = invoices.fiscal_year
                where connections.agreed_invoices_count > 0
                group by connections.supplier_id, connections.as_of_date
                having sent_count >= 30
            )
        )
    )
)
