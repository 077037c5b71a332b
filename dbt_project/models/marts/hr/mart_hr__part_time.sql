-- A share of nobody is undefined: 0 of 0 is shown in words, and the share is empty.
with years as (
    select
        fiscal_year,
        is_disclosed,
        is_part_time_disclosed,
        count(distinct case when is_year_end and is_part_time then person_id end) as part_time_count,
        count(distinct case when is_involuntary_part_time then person_id end) as involuntary_count,
        count(distinct case when is_offered_full_time then person_id end) as offered_count
    from {{ ref('int_hr__part_timers') }}
    group by fiscal_year, is_disclosed, is_part_time_disclosed
)

select
    years.fiscal_year,
    shares.measure_value_id,
    years.is_disclosed,
    case when years.is_part_time_disclosed then cast(years.part_time_count as integer) end as part_time_count,
    case when years.is_disclosed then cast(years.involuntary_count as integer) end as involuntary_count,
    case when years.is_disclosed then cast(years.offered_count as integer) end as offered_full_time_count,
    shares.measure_value as offered_full_time_pct,
    case
        when years.is_disclosed
            then {{ as_text('years.offered_count') }} || ' av ' || {{ as_text('years.involuntary_count') }}
        else 'Visas inte'
    end as shown_sv
from years
left join {{ ref('fct_measures') }} as shares
    on
        shares.measure_id = 'part_timers_offered_full_time_pct'
        and shares.member = ''
        and years.fiscal_year = shares.fiscal_year
