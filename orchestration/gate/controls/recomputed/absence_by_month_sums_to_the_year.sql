-- title: Sick leave by month and unit sums to the year's, long and short, and all absence to what was delivered
-- protects: fct_absence_by_month
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_payroll__absence_spells)
-- not_applicable: no absence spells have been delivered
with months as (
    select
        fiscal_year,
        sum(absence_hours) filter (starts_with(reason, 'sick')) as sick_hours,
        sum(absence_hours) filter (reason = 'sick_long') as long_hours,
        sum(absence_hours) filter (reason = 'sick_short') as short_hours
    from hr.fct_absence_by_month
    group by fiscal_year
),

units as (
    select
        absences.fiscal_year,
        absences.unit_id,
        sum(absences.absence_hours) filter (starts_with(absences.reason, 'sick')) as sick_hours
    from hr.fct_absence_by_month as absences
    group by absences.fiscal_year, absences.unit_id
),

hours as (
    select fiscal_year, unit_id, sum(ordinary_hours) as ordinary_hours
    from hr.fct_employees_by_month
    group by fiscal_year, unit_id
)

select
    years.measure_id || ' ' || years.fiscal_year as subject,
    years.numerator as expected,
    case years.measure_id
        when 'sick_leave_calendar_year_pct' then months.sick_hours
        when 'long_sick_leave_calendar_year_pct' then months.long_hours
        else months.short_hours
    end as actual
from measures.fct_measures as years
left join months using (fiscal_year)
where years.member = '' and years.measure_id in (
    'sick_leave_calendar_year_pct', 'long_sick_leave_calendar_year_pct', 'short_sick_leave_calendar_year_pct'
)
union all
select
    'sick leave of ' || years.sick_leave_key,
    years.sick_leave_pct,
    try_cast(100 * coalesce(units.sick_hours, 0) / nullif(hours.ordinary_hours, 0) as decimal(18, 8))
from hr.mart_hr__sick_leave as years
left join units on years.fiscal_year = units.fiscal_year and years.member = units.unit_id
left join hours on years.fiscal_year = hours.fiscal_year and years.member = hours.unit_id
where years.breakdown = 'cost_centre' and years.measure_window = 'calendar_year' and years.is_disclosed
union all
select 'hours of ' || reason || ' in ' || fiscal_year, sum(hours) filter (source = 'delivered'), sum(hours) filter (source = 'published')
from (
    select 'published' as source, fiscal_year, if(starts_with(reason, 'sick'), 'sick', reason) as reason, absence_hours as hours
    from hr.fct_absence_by_month
    union all
    select 'delivered', years.fiscal_year, spells.reason, spells.absence_hours
    from staging.stg_payroll__absence_spells as spells
    inner join common.dim_fiscal_year as years on spells.month between years.start_date and years.end_date
)
group by reason, fiscal_year
