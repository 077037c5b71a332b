-- The last day of an edition is that of the last month of its window; a year that begins later has no such edition.
-- An edition is of the months from January, as the board calls them, except of a year that begins after 1 January.
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
    case
        when extract(month from fiscal_years.start_date) = 1 and extract(day from fiscal_years.start_date) = 1
            then editions.period_label_sv
        when extract(day from fiscal_years.start_date) > 1
            then
                {{ as_text('extract(day from fiscal_years.start_date)') }} || ' ' || first_months.label_sv || '–'
                || {{ as_text('extract(day from ' ~ month_end('last_months.last_month') ~ ')') }}
                || ' ' || end_months.label_sv
        when first_months.code = end_months.code then end_months.label_sv
        else first_months.label_sv || '–' || end_months.label_sv
    end as period_label_sv,
    editions.sort_order,
    fiscal_years.start_date,
    {{ month_end('last_months.last_month') }} as end_date,
    fiscal_years.balance_date >= {{ month_end('last_months.last_month') }} as is_booked,
    coalesce(nullif(fiscal_years.company_name, ''), rules.board_name_sv) as organisation_sv,
    fiscal_years.org_number,
    rules.amounts_in,
    rules.body_word_sv
from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
cross join {{ ref('report_editions') }} as editions
cross join {{ ref('board_rules') }} as rules
inner join last_months
    on
        fiscal_years.fiscal_year = last_months.fiscal_year
        and editions.measure_window = last_months.measure_window
inner join {{ ref('code_labels') }} as first_months
    on
        first_months.code_set = 'month'
        and {{ as_text('extract(month from fiscal_years.start_date)') }} = first_months.code
inner join {{ ref('code_labels') }} as end_months
    on
        end_months.code_set = 'month'
        and {{ as_text('extract(month from last_months.last_month)') }} = end_months.code
