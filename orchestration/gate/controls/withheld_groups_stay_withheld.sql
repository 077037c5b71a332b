-- title: The list of withheld groups names them all and no other, and no table shows a figure of a group on it
-- protects: mart_hr__withheld_groups
-- severity: forbidden
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_payroll__employments) or exists (from staging.stg_surveys__answers)
-- not_applicable: neither employments nor answers to surveys have been delivered
with few as (
    select undisclosed_up_to_persons from reference.board_rules
),

surveyed as materialized (
    from intermediate.int_surveys__index_groups
),

-- Every group that this build, or a release before it, withholds, and how the list has it.
withheld as (
    select group_id, 'staff' as subject, breakdown, member from intermediate.int_hr__withheld_groups where is_withheld
    union
    select group_id, 'survey', breakdown, member from surveyed where not is_disclosed
    union
    select 'involuntary/' || fiscal_year, 'part_time', 'involuntary', fiscal_year::varchar
    from hr.mart_hr__part_time
    where involuntary_count is null
    union
    select 'part_time/' || fiscal_year, 'part_time', 'part_time', fiscal_year::varchar
    from hr.mart_hr__part_time
    where part_time_count is null
    union
    select group_id, subject, breakdown, member from raw.withheld_groups
),

shown as (
    select 'sick leave' as shown_in, concat_ws('/', 'staff', breakdown, within_member, member) as group_id
    from hr.mart_hr__sick_leave
    where
        breakdown <> 'month'
        and coalesce(employees_count, sick_leave_pct, long_sick_leave_pct, short_sick_leave_pct) is not null
    union all
    select 'employees', concat_ws('/', 'staff', breakdown, within_member, member)
    from hr.mart_hr__employees
    where coalesce(employees_count, full_times, prior_employees_count, prior_full_times, full_times_present) is not null
    union all
    select 'staff costs', concat_ws('/', 'staff', 'business_area', '', business_area_id)
    from hr.mart_hr__staff_costs
    where business_area_id is not null and coalesce(full_times, cost_per_full_time_sek) is not null
    union all
    select 'facts by month', concat_ws('/', 'staff', 'cost_centre', coalesce(business_area_id, ''), cost_centre)
    from (
        select business_area_id, cost_centre from hr.fct_employees_by_month
        union
        select business_area_id, cost_centre from hr.fct_absence_by_month
    )
    where cost_centre is not null
    union all
    select 'part time', 'involuntary/' || fiscal_year
    from hr.mart_hr__part_time
    where involuntary_count > 0
    union all
    select 'part time', 'part_time/' || fiscal_year
    from hr.mart_hr__part_time
    where part_time_count > 0
    union all
    select 'engagement', surveyed.group_id
    from hr.mart_hr__engagement as marts
    inner join surveyed using (fiscal_year, breakdown, member)
    where
        coalesce(marts.respondents_count, marts.answers_count, marts.index_value) is not null
        and surveyed.index_name in (select code from reference.code_labels where code_set = 'survey_index' and role = 'engagement')
)

select
    'group on the list: ' || group_id || ', ' || subject || ', ' || breakdown || ', ' || member as subject,
    count(*) filter (is_withheld)::decimal(28, 8) as expected,
    count(*) filter (not is_withheld)::decimal(28, 8) as actual
from (
    select *, true as is_withheld from withheld
    union all
    select *, false from hr.mart_hr__withheld_groups
)
group by group_id, subject, breakdown, member
union all
select
    'groups withheld that ' || shown_in || ' shows' as subject,
    0::decimal(28, 8) as expected,
    (count(*) filter (group_id in (select group_id from hr.mart_hr__withheld_groups)))::decimal(28, 8) as actual
from shown
group by shown_in
union all
select
    'groups withheld for their size that are on record' as subject,
    count(distinct group_id)::decimal(28, 8) as expected,
    (count(distinct group_id) filter (group_id in (select group_id from hr.mart_hr__withheld_groups)))::decimal(28, 8) as actual
from intermediate.int_hr__group_sizes
where persons_count <= (from few)
