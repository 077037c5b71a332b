-- title: A spell of absence is in every month that it touches, from its first day until it ends or the employment does
-- protects: mart_hr__sick_leave
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_payroll__absence_spells)
-- not_applicable: absence is not delivered
-- A spell that had not ended in one month goes on in the next, and one that began earlier was in the month before.
-- Where it is not, rows of that month are lost. Nothing is asked of an employment that the next month has no hours of,
-- nor of a month of which nothing was delivered.
with spells as (
    select
        absence_id,
        employment_id,
        month,
        from_date,
        to_date
    from staging.stg_payroll__absence_spells
),

months as (
    select distinct month from spells
),

worked as (
    select distinct
        employment_id,
        month::date as month
    from staging.stg_payroll__working_hours
),

owed as (
    select
        spells.absence_id,
        (spells.month + interval 1 month)::date as month,
        'it had not ended in ' || strftime(spells.month, '%Y-%m') as reason,
        (to_date is null or to_date > last_day(spells.month)) and worked.employment_id is not null as is_owed
    from spells
    left join worked
        on spells.employment_id = worked.employment_id and worked.month = (spells.month + interval 1 month)::date
    union all
    select
        absence_id,
        (month - interval 1 month)::date,
        'it began on ' || from_date || ' and goes on in ' || strftime(month, '%Y-%m'),
        from_date < month
    from spells
)

select
    strftime(owed.month, '%Y-%m') || ', absence ' || owed.absence_id || ': ' || owed.reason as subject,
    0::decimal(28, 8) as expected,
    (owed.is_owed and months.month is not null and spells.absence_id is null)::int::decimal(28, 8) as actual
from owed
left join months using (month)
left join spells using (absence_id, month)
