with cases as (
    select
        {{ month_start('opened_date') }} as month,
        answer_group,
        channel,
        outcome,
        count(*) as cases_count
    from {{ ref('int_contact_centre__outcomes') }}
    group by {{ month_start('opened_date') }}, answer_group, channel, outcome
)

select
    periods.fiscal_period_id,
    periods.fiscal_year,
    cases.answer_group,
    cases.channel,
    cases.outcome,
    cases.cases_count
from cases
inner join {{ ref('int_calendar__periods') }} as periods
    on cases.month = periods.start_date
