-- The months of each window of each fiscal year of the ledger, which the report is about: a window's first month is
-- January, and 0 December of the year before. A year that begins later has no window of the months before.
with months as (
    select
        fiscal_years.fiscal_year,
        numbers.number,
        extract(month from fiscal_years.start_date) as first_month_number,
        {{ date_plus('month', 'numbers.number - 13', month_start('fiscal_years.end_date')) }} as month
    from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    cross join ({{ numbers_up_to(13) }}) as numbers
)

select
    windows.measure_window,
    months.fiscal_year,
    months.month
from months
inner join {{ ref('measure_windows') }} as windows
    on months.number - 1 between windows.first_month and windows.last_month
where months.number = 1 or months.number - 1 >= months.first_month_number
