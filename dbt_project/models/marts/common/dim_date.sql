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
    calendar_date,
    fiscal_period_id,
    fiscal_year
from days
where calendar_date <= period_end_date
