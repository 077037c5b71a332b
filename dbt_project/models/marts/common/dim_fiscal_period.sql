select
    periods.fiscal_period_id,
    periods.fiscal_year,
    periods.month_number,
    names.label_sv || ' ' || {{ as_text('extract(year from periods.start_date)') }} as label_sv,
    names.label_sv as month_label_sv,
    periods.start_date,
    periods.end_date,
    periods.reporting_point
from {{ ref('int_calendar__periods') }} as periods
inner join {{ ref('code_labels') }} as names
    on {{ as_text('extract(month from periods.start_date)') }} = names.code and names.code_set = 'month'
