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

dated as (
    select
        *,
        max(as_of_date) over (partition by fiscal_year) as year_end_date
    from employments
),

group_sizes as (
    select
        fiscal_year,
        max(year_end_date) as year_end_date,
        count(distinct case when is_involuntary_part_time then person_id end) as involuntary_count,
        count(distinct case when is_part_time and as_of_date = year_end_date then person_id end) as part_time_count
    from dated
    group by fiscal_year
),

earlier as (
    select group_id
    from {{ ref('stg_releases__withheld_groups') }}
    where subject = 'part_time'
),

decisions as (
    select
        sizes.fiscal_year,
        sizes.year_end_date,
        sizes.involuntary_count = 0
        or (sizes.involuntary_count > rules.undisclosed_up_to_persons and involuntary.group_id is null)
            as is_involuntary_disclosed,
        sizes.part_time_count = 0
        or (sizes.part_time_count > rules.undisclosed_up_to_persons and part_time.group_id is null)
            as is_part_time_disclosed
    from group_sizes as sizes
    cross join {{ ref('board_rules') }} as rules
    left join earlier as involuntary
        on {{ group_id(["'involuntary'", as_text('sizes.fiscal_year')]) }} = involuntary.group_id
    left join earlier as part_time
        on {{ group_id(["'part_time'", as_text('sizes.fiscal_year')]) }} = part_time.group_id
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
    employments.as_of_date = decisions.year_end_date as is_year_end,
    decisions.is_involuntary_disclosed as is_disclosed,
    decisions.is_part_time_disclosed
from employments
inner join decisions
    on employments.fiscal_year = decisions.fiscal_year
