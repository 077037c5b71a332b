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
),

numbered as (
    select
        calendar_date,
        fiscal_period_id,
        fiscal_year,
        cast(extract(year from calendar_date) as integer) as calendar_year,
        cast(extract(quarter from calendar_date) as integer) as quarter_number,
        cast(extract(month from calendar_date) as integer) as month_number,
        cast(extract(week from calendar_date) as integer) as week_number,
        {{ weekday_number('calendar_date') }} as weekday_number
    from days
    where calendar_date <= period_end_date
)

select
    numbered.calendar_date,
    numbered.fiscal_period_id,
    numbered.fiscal_year,
    numbered.calendar_year,
    numbered.quarter_number,
    numbered.month_number,
    numbered.week_number,
    numbered.weekday_number,
    weekdays.label_sv as weekday_label_sv,
    numbered.weekday_number >= 6 as is_weekend
from numbered
inner join {{ ref('code_labels') }} as weekdays
    on weekdays.code_set = 'weekday' and {{ as_text('numbered.weekday_number') }} = weekdays.code
