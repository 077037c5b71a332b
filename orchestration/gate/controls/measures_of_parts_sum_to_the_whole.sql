-- title: What is counted by channel, kind, origin or length sums to what is counted in all
-- protects: fct_measures
-- comparison: equal
-- at_least_rows: 1
with parts (whole_id, part_id) as (
    values
        ('cases', 'cases_by_channel'),
        ('complaints', 'complaints_by_kind'),
        ('complaints', 'complaints_by_origin'),
        ('sick_leave_pct', 'long_sick_leave_pct'),
        ('sick_leave_pct', 'short_sick_leave_pct'),
        ('sick_leave_calendar_year_pct', 'long_sick_leave_calendar_year_pct'),
        ('sick_leave_calendar_year_pct', 'short_sick_leave_calendar_year_pct')
),

sums as (
    select
        parts.whole_id,
        -- The two lengths of sick leave are parts of one whole; the others are each a partition of their own.
        case when parts.part_id like '%sick_leave%' then 'by length' else parts.part_id end as partition_id,
        measures.fiscal_year,
        sum(measures.numerator) as numerator
    from parts
    inner join measures.fct_measures as measures on parts.part_id = measures.measure_id
    where measures.member = '' or parts.part_id not like '%sick_leave%'
    group by all
)

select
    'year ' || wholes.fiscal_year || ', ' || wholes.measure_id || ' ' || sums.partition_id as subject,
    wholes.numerator as expected,
    sums.numerator::decimal(28, 8) as actual
from measures.fct_measures as wholes
inner join sums on wholes.measure_id = sums.whole_id and wholes.fiscal_year = sums.fiscal_year
where wholes.member = ''
union all
select
    'measures with a value, of those that have rows' as subject,
    count(*)::decimal(28, 8) as expected,
    (select count(distinct measure_id) from measures.fct_measures)::decimal(28, 8) as actual
from reference.measures as defined
where
    numerator in (select quantity_id from intermediate.int_measures__by_month)
    and exists (
        from intermediate.int_measures__by_month as by_month
        inner join intermediate.int_calendar__windows as windows
            on by_month.month = windows.month and windows.measure_window = defined.measure_window
        where by_month.quantity_id = coalesce(defined.denominator, defined.numerator)
    )
