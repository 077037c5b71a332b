-- title: Who works part-time against their will is not counted where they are too few to show, and of
--   nobody there is no share
-- protects: mart_hr__part_time
-- severity: forbidden
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_payroll__employments where is_involuntary_part_time is not null)
-- not_applicable: no employments that say who asked for more hours have been delivered
with few as (
    select undisclosed_up_to_persons from reference.board_rules
),

counts as (
    select fiscal_year, count(distinct person_id) filter (is_involuntary_part_time) as persons_count
    from intermediate.int_hr__part_timers
    group by fiscal_year
),

-- Nobody is not withheld, and who was withheld by an earlier release still is.
years as (
    select
        fiscal_year,
        if(
            persons_count between 1 and (from few)
            or 'involuntary/' || fiscal_year in (select group_id from raw.withheld_groups),
            0,
            persons_count
        ) as involuntary_count
    from counts
)

select
    'year ' || years.fiscal_year || ', persons' as subject,
    years.involuntary_count::decimal(28, 8) as expected,
    coalesce(marts.involuntary_count, 0)::decimal(28, 8) as actual
from years
left join hr.mart_hr__part_time as marts using (fiscal_year)
union all
select
    'year ' || years.fiscal_year || ', a share is shown of more than the limit alone' as subject,
    (years.involuntary_count > (from few))::integer::decimal(28, 8) as expected,
    (marts.offered_full_time_pct is not null)::integer::decimal(28, 8) as actual
from years
left join hr.mart_hr__part_time as marts using (fiscal_year)
union all
select
    'years in the mart' as subject,
    (select count(*) from years)::decimal(28, 8) as expected,
    count(*)::decimal(28, 8) as actual
from hr.mart_hr__part_time
