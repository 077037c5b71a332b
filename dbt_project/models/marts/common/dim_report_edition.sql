-- The last day of an edition is that of the last month of its window; a year that begins later has no such edition.
with last_months as (
    select
        measure_window,
        fiscal_year,
        max(month) as last_month
    from {{ ref('int_calendar__windows') }}
    group by measure_window, fiscal_year
)

select
    {{ as_text('fiscal_years.fiscal_year') }} || '-' || editions.edition as report_edition_id,
    fiscal_years.fiscal_year,
    editions.edition,
    editions.title_sv,
    editions.period_label_sv,
    editions.sort_order,
    fiscal_years.start_date,
    {{ month_end('last_months.last_month') }} as end_date,
    fiscal_years.balance_date >= {{ month_end('last_months.last_month') }} as is_booked,
    coalesce(nullif(fiscal_years.company_name, ''), {{ text_literal(var('board_name_sv')) }}) as organisation_sv,
    fiscal_years.org_number,
    '{{ var("amounts_in") }}' as amounts_in,
    '{{ var("body_word_sv") }}' as body_word_sv
from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
cross join {{ ref('report_editions') }} as editions
inner join last_months
    on
        fiscal_years.fiscal_year = last_months.fiscal_year
        and editions.measure_window = last_months.measure_window
