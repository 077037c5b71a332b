-- A measure has a month where something of what it is divided by counts in it, as int_measures__values has a year.
with amounts as (
    select
        by_month.quantity_id,
        by_month.member,
        periods.fiscal_period_id,
        periods.fiscal_year,
        by_month.month,
        by_month.amount
    from {{ ref('int_measures__by_month') }} as by_month
    inner join {{ ref('int_calendar__periods') }} as periods
        on by_month.month = periods.start_date
),

-- What has no row of any year is of a system that is not delivered.
counted as (
    select distinct quantity_id
    from amounts
),

withheld_months as (
    select distinct member as month
    from {{ ref('int_hr__disclosure') }}
    where breakdown = 'month' and not is_disclosed
),

sums as (
    select
        measures.measure_id,
        measures.factor,
        measures.audience,
        measures.denominator is not null as is_ratio,
        base.member,
        base.fiscal_period_id,
        base.fiscal_year,
        case
            when measures.denominator is null then base.amount else coalesce(parts.amount, 0)
        end as numerator,
        case when measures.denominator is not null then base.amount end as denominator,
        -- Sick leave is per hour that the employees were to work.
        measures.denominator = 'ordinary_hours' and withheld_months.month is not null as is_withheld
    from {{ ref('measures') }} as measures
    inner join {{ ref('tertial_measures') }} as tertial_measures
        on measures.measure_id = tertial_measures.measure_id
    inner join counted
        on measures.numerator = counted.quantity_id
    inner join amounts as base
        on coalesce(measures.denominator, measures.numerator) = base.quantity_id
    left join amounts as parts
        on
            measures.numerator = parts.quantity_id
            and base.fiscal_period_id = parts.fiscal_period_id
            and base.member = parts.member
    left join withheld_months
        on {{ as_text('base.month') }} = withheld_months.month
    where not measures.is_change
),

shown as (
    select
        measure_id,
        factor,
        audience,
        is_ratio,
        member,
        fiscal_period_id,
        fiscal_year,
        not coalesce(is_withheld, false) as is_disclosed,
        case when not coalesce(is_withheld, false) then {{ amount_of('numerator') }} end as numerator,
        case when not coalesce(is_withheld, false) then {{ amount_of('denominator') }} end as denominator
    from sums
)

select
    measure_id,
    member,
    fiscal_period_id,
    fiscal_year,
    is_disclosed,
    numerator,
    denominator,
    {{
        amount_of(
            "case when is_ratio then " ~ ratio("numerator * factor", "denominator") ~ " else numerator * factor end"
        )
    }}
        as measure_value,
    {{ is_open_to_all('audience', 'member') }} as is_open_to_all
from shown
