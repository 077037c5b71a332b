-- A fiscal year ends on 31 December of the year that it begins in, which the loader demands; the first may be shorter.
with month_numbers as (
    {{ numbers_up_to(12) }}
),

months as (
    select
        fiscal_years.fiscal_year,
        fiscal_years.end_date as fiscal_year_end_date,
        month_numbers.number as month_number,
        {{ date_plus('month', 'month_numbers.number - 1', month_start('fiscal_years.start_date')) }} as start_date,
        {{ date_plus('month', 'month_numbers.number', month_start('fiscal_years.start_date')) }} as next_start_date
    from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    cross join month_numbers
),

-- Each edition of the report accounts for the months up to its last one, and is the first to do so from the month after
-- the edition before.
reporting_points as (
    select
        editions.edition,
        coalesce(lag(windows.last_month) over (order by windows.last_month asc nulls last), 0) as after_month,
        windows.last_month as to_month
    from {{ ref('report_editions') }} as editions
    inner join {{ ref('measure_windows') }} as windows
        on editions.measure_window = windows.measure_window
)

select
    {{ fiscal_period_id('months.start_date') }} as fiscal_period_id,
    months.fiscal_year,
    months.month_number,
    months.start_date,
    {{ date_plus('day', -1, 'months.next_start_date') }} as end_date,
    reporting_points.edition as reporting_point
from months
inner join reporting_points
    on
        extract(month from months.start_date) > reporting_points.after_month
        and extract(month from months.start_date) <= reporting_points.to_month
where months.start_date <= months.fiscal_year_end_date
