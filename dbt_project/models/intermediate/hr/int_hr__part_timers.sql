-- Those who work part-time against their will are a group like any other: no figure of one to ten is shown, not even
-- whether they were offered full-time. Of nobody it is shown: zero.
with employments as (
    select
        employments.*,
        windows.fiscal_year,
        employments.degree_pct > 0 and employments.degree_pct < 100 as is_part_time
    from {{ ref('stg_payroll__employments') }} as employments
    inner join {{ ref('int_calendar__windows') }} as windows
        on
            windows.measure_window = 'calendar_year'
            and {{ month_start('employments.as_of_date') }} = windows.month
    -- A payroll system that does not say who asked for more hours gives no figure, not zero.
    where employments.is_involuntary_part_time is not null
),

group_sizes as (
    select
        fiscal_year,
        max(as_of_date) as year_end_date,
        count(distinct case when is_involuntary_part_time then person_id end) as involuntary_count
    from employments
    group by fiscal_year
)

select
    employments.load_id,
    employments.file_name,
    employments.line_number,
    employments.fiscal_year,
    employments.as_of_date,
    employments.employment_id,
    employments.person_id,
    employments.is_part_time,
    employments.is_involuntary_part_time,
    employments.is_involuntary_part_time and employments.full_time_offered_date is not null
        as is_offered_full_time,
    employments.as_of_date = group_sizes.year_end_date as is_year_end,
    group_sizes.involuntary_count = 0
    or group_sizes.involuntary_count > {{ var('undisclosed_up_to_persons') }} as is_disclosed
from employments
inner join group_sizes
    on employments.fiscal_year = group_sizes.fiscal_year
