-- title: Who works part-time, against their will and with an offer of full-time, is counted again from
--   the employments, where shown
-- protects: mart_hr__part_time
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_payroll__employments where is_involuntary_part_time is not null)
-- not_applicable: no employments that say who asked for more hours have been delivered
with few as (
    select undisclosed_up_to_persons from reference.board_rules
),

windows as (
    select
        windows.measure_window,
        years.fiscal_year,
        (make_date(years.fiscal_year, 1, 1) + (months.number - 1) * interval 1 month)::date as month
    from common.dim_fiscal_year as years
    cross join common.dim_measure_window as windows
    cross join range(0, 13) as months (number)
    where
        months.number between windows.first_month and windows.last_month
        and (months.number = 0 or months.number >= month(years.start_date))
),

years as (
    select
        windows.fiscal_year,
        employed.*,
        employed.as_of_date = max(employed.as_of_date) over (partition by windows.fiscal_year) as is_year_end
    from staging.stg_payroll__employments as employed
    inner join windows
        on date_trunc('month', employed.as_of_date) = windows.month and windows.measure_window = 'calendar_year'
    where employed.is_involuntary_part_time is not null
),

counts as (
    select
        fiscal_year,
        count(distinct person_id) filter (is_year_end and degree_pct > 0 and degree_pct < 100) as part_time_count,
        count(distinct person_id) filter (is_involuntary_part_time) as involuntary_count,
        count(distinct person_id) filter (is_involuntary_part_time and full_time_offered_date is not null) as offered_count
    from years
    group by fiscal_year
),

earlier as (
    select coalesce(list(group_id), []) as groups
    from raw.withheld_groups
),

-- Of persons up to the limit there is no figure, nor of those that an earlier release withheld; of nobody there is:
-- zero.
recomputed as (
    select
        counts.fiscal_year,
        shares.measure_value_id,
        involuntary_count = 0 or (involuntary_count > undisclosed_up_to_persons and not list_contains(earlier.groups, 'involuntary/' || counts.fiscal_year))
            as is_disclosed,
        if(
            part_time_count = 0 or (part_time_count > undisclosed_up_to_persons and not list_contains(earlier.groups, 'part_time/' || counts.fiscal_year)),
            part_time_count,
            null
        ) as part_time_count,
        if(is_disclosed, involuntary_count, null) as involuntary_count,
        if(is_disclosed, offered_count, null) as offered_full_time_count,
        shares.measure_value as offered_full_time_pct,
        if(is_disclosed, offered_count || ' av ' || counts.involuntary_count, 'Visas inte') as shown_sv
    from counts
    cross join earlier
    cross join few
    left join measures.fct_measures as shares
        on
            shares.measure_id = 'part_timers_offered_full_time_pct'
            and shares.member = ''
            and counts.fiscal_year = shares.fiscal_year
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from hr.mart_hr__part_time
    ) on rows_count, part_time_count, involuntary_count, offered_full_time_count, offered_full_time_pct
    into name measure value amount
)

select
    concat_ws(', ', fiscal_year, shown_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by fiscal_year, measure_value_id, is_disclosed, shown_sv, measure
