-- A measure is summed over its own window; one that is followed by tertial over those of the tertials too.
with measure_spans as (
    select
        measure_id,
        measure_window
    from {{ ref('measures') }}
    union all
    select
        tertial_measures.measure_id,
        editions.measure_window
    from {{ ref('tertial_measures') }} as tertial_measures
    cross join {{ ref('report_editions') }} as editions
    where editions.measure_window <> 'calendar_year'
),

amounts as (
    select
        by_month.quantity_id,
        by_month.member,
        windows.measure_window,
        windows.fiscal_year,
        {{ amount_sum('by_month.amount') }} as amount,
        {{ count_sum('by_month.row_count') }} as row_count
    from {{ ref('int_measures__by_month') }} as by_month
    inner join {{ ref('int_calendar__windows') }} as windows
        on by_month.month = windows.month
    group by by_month.quantity_id, by_month.member, windows.measure_window, windows.fiscal_year
),

-- What has no row of any year is of a system that is not delivered.
counted as (
    select distinct quantity_id
    from amounts
),

-- A share of which nothing counts is 0, not unknown: the denominator says which members there are.
sums as (
    select
        measures.measure_id,
        measures.is_change,
        spans.measure_window,
        base.member,
        base.fiscal_year,
        measures.factor,
        measures.denominator is not null as is_ratio,
        case
            when measures.denominator is null then base.amount else coalesce(parts.amount, 0)
        end as numerator,
        case when measures.denominator is not null then base.amount end as denominator,
        base.row_count
    from {{ ref('measures') }} as measures
    inner join measure_spans as spans
        on measures.measure_id = spans.measure_id
    inner join counted
        on measures.numerator = counted.quantity_id
    inner join amounts as base
        on
            coalesce(measures.denominator, measures.numerator) = base.quantity_id
            and spans.measure_window = base.measure_window
    left join amounts as parts
        on
            measures.numerator = parts.quantity_id
            and base.measure_window = parts.measure_window
            and base.fiscal_year = parts.fiscal_year
            and base.member = parts.member
),

year_values as (
    select
        measure_id,
        is_change,
        measure_window,
        member,
        fiscal_year,
        {{ amount_of('numerator') }} as numerator,
        {{ amount_of('denominator') }} as denominator,
        case
            when is_ratio then {{ ratio('numerator * factor', 'denominator') }}
            else {{ amount_of('numerator * factor') }}
        end as year_value,
        cast(row_count as bigint) as row_count
    from sums
)

select
    this_year.measure_id,
    this_year.measure_window,
    this_year.member,
    this_year.measure_id
    || case when this_year.member = '' then '' else '/' || this_year.member end
    || '@' || {{ as_text('this_year.fiscal_year') }} as measure_value_id,
    this_year.fiscal_year,
    this_year.numerator,
    this_year.denominator,
    {{
        amount_of(
            'case when this_year.is_change then this_year.year_value - prior_year.year_value'
            ' else this_year.year_value end'
        )
    }}
        as measure_value,
    {{ amount_of('case when not this_year.is_change then prior_year.year_value end') }} as prior_measure_value,
    this_year.row_count
from year_values as this_year
left join year_values as prior_year
    on
        this_year.measure_id = prior_year.measure_id
        and this_year.measure_window = prior_year.measure_window
        and this_year.member = prior_year.member
        and this_year.fiscal_year - 1 = prior_year.fiscal_year
