-- A fiscal year is at most 18 months long (Bokföringslagen 1999:1078, chapter 3, section 3).
with month_numbers as (
    {{ numbers_up_to(18) }}
),

months as (
    select
        fiscal_years.fiscal_year,
        fiscal_years.end_date as fiscal_year_end_date,
        month_numbers.number as month_number,
        {{ date_plus('month', 'month_numbers.number - 1', 'fiscal_years.start_date') }} as start_date,
        {{ date_plus('month', 'month_numbers.number', 'fiscal_years.start_date') }} as next_start_date
    from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    cross join month_numbers
)

select
    {{ fiscal_period_id('start_date') }} as fiscal_period_id,
    fiscal_year,
    month_number,
    start_date,
    {{ date_plus('day', -1, 'next_start_date') }} as end_date,
    case
        when month_number <= 4 then 'T1'
        when month_number <= 8 then 'T2'
        else 'VB'
    end as reporting_point
from months
where start_date <= fiscal_year_end_date
