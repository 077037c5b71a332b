-- title: No two spells of absence of one employment are full-time on the same day
-- protects: mart_hr__sick_leave
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_payroll__absence_spells)
-- not_applicable: no absence is delivered
with spells as (
    select
        absence_id,
        employment_id,
        month,
        extent_pct,
        greatest(from_date, month) as from_date,
        least(coalesce(to_date, last_day(month)), last_day(month)) as to_date
    from staging.stg_payroll__absence_spells
),

clashes as (
    select
        spells.absence_id,
        spells.month,
        min(other.absence_id) as other_absence_id
    from spells
    inner join spells as other
        on
            spells.employment_id = other.employment_id and spells.month = other.month
            and spells.absence_id < other.absence_id
            and spells.from_date <= other.to_date and other.from_date <= spells.to_date
    where spells.extent_pct + other.extent_pct > 100
    group by all
)

select
    strftime(spells.month, '%Y-%m') || ', spell ' || spells.absence_id || coalesce(' overlaps ' || other_absence_id, '') as subject,
    0::decimal(28, 8) as expected,
    (other_absence_id is not null)::int::decimal(28, 8) as actual
from spells
left join clashes on spells.absence_id = clashes.absence_id and spells.month = clashes.month
