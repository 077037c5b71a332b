with day_numbers as (
    {{ numbers_up_to(31) }}
),

days as (
    select
        periods.fiscal_period_id,
        periods.fiscal_year,
        periods.end_date as period_end_date,
        {{ date_plus('day', 'day_numbers.number - 1', 'periods.start_date') }} as calendar_date
    from {{ ref('int_calendar__periods') }} as periods
    cross join day_numbers
)

select
    days.calendar_date,
    days.fiscal_period_id,
    days.fiscal_year,
    cast(extract(year from days.calendar_date) as integer) as calendar_year,
    cast(extract(quarter from days.calendar_date) as integer) as quarter_number,
    cast(extract(month from days.calendar_date) as integer) as month_number,
    cast(extract(week from days.calendar_date) as integer) as week_number,
    {{ weekday_number('days.calendar_date') }} as weekday_number,
    weekdays.label_sv as weekday_label_sv,
    {{ weekday_number('days.calendar_date') }} >= 6 as is_weekend
from days
inner join {{ ref('code_labels') }} as weekdays
    on
        weekdays.code_set = 'weekday'
        and {{ as_text(weekday_number('days.calendar_date')) }} = weekdays.code
where days.calendar_date <= days.period_end_date
