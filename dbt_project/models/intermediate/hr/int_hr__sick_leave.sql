-- A spell is known by all its rows: a month's row alone tells only how long it has lasted so far.
with spells as (
    select
        absence_id,
        min(from_date) as from_date,
        max(coalesce(to_date, {{ month_end('month') }})) as last_date
    from {{ ref('stg_payroll__absence_spells') }}
    where reason = 'sick'
    group by absence_id
)

select
    absences.load_id,
    absences.file_name,
    absences.line_number,
    absences.absence_id,
    absences.month,
    absences.employment_id,
    absences.person_id,
    absences.cost_centre,
    {{ days_between('spells.from_date', 'spells.last_date') }} + 1 as spell_days,
    {{ days_between('spells.from_date', 'spells.last_date') }} + 1
    > rules.long_sick_leave_over_days as is_long,
    absences.absence_hours
from {{ ref('stg_payroll__absence_spells') }} as absences
inner join spells
    on absences.absence_id = spells.absence_id
cross join {{ ref('board_rules') }} as rules
where absences.reason = 'sick'
