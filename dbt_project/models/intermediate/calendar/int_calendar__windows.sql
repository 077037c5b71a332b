-- The months of each window of each fiscal year of the ledger, which the report is about.
with months as (
    select
        fiscal_years.fiscal_year,
        numbers.number,
        {{ date_plus('month', 'numbers.number - 2', 'fiscal_years.start_date') }} as month
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
