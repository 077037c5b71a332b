-- title: Sick leave of every group that is shown is counted again from the absence and the working hours delivered
-- protects: mart_hr__sick_leave
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_payroll__working_hours)
-- not_applicable: no working hours have been delivered
with windows as (
    select
        windows.measure_window,
        years.fiscal_year,
        (
            years.start_date + (unnest(generate_series(windows.first_month, windows.last_month)) - 1) * interval 1 month
        )::date as month
    from common.dim_fiscal_year as years
    cross join common.dim_measure_window as windows
),

spells as (
    select
        absence_id, month, employment_id, absence_hours,
        max(coalesce(to_date, last_day(month))) over whole_spell - min(from_date) over whole_spell + 1 as days
    from staging.stg_payroll__absence_spells
    where reason = 'sick'
    window whole_spell as (partition by absence_id)
),

-- What is a long spell is the board's rule, which is published as a measure.
limits as (
    select max(measure_value) as days
    from measures.fct_measures
    where measure_id = 'long_sick_leave_days' and member = ''
),

sick as (
    select
        employment_id, month,
        sum(absence_hours) as sick_hours,
        sum(absence_hours) filter (days > (select days from limits)) as long_sick_hours
    from spells
    group by all
),

persons as (
    select employment_id, max(person_id) as person_id, max(sex) as sex, max(birth_year) as birth_year
    from staging.stg_payroll__employments
    group by employment_id
),

worked as (
    select
        windows.measure_window,
        windows.fiscal_year,
        windows.month,
        persons.person_id,
        persons.sex,
        case
            when windows.fiscal_year - persons.birth_year < 30 then '-29'
            when windows.fiscal_year - persons.birth_year < 50 then '30-49'
            when persons.birth_year is not null then '50-'
        end as age_group,
        hours.cost_centre,
        centres.business_area_id,
        hours.ordinary_hours,
        coalesce(sick.sick_hours, 0) as sick_hours,
        coalesce(sick.long_sick_hours, 0) as long_sick_hours
    from staging.stg_payroll__working_hours as hours
    inner join windows using (month)
    left join persons using (employment_id)
    left join sick using (employment_id, month)
    left join reference.cost_centres as centres using (cost_centre)
    where windows.measure_window in ('calendar_year', 'december_to_november')
),

groups as (
    select
        fiscal_year,
        measure_window,
        case
            when grouping(cost_centre) = 0 then 'cost_centre'
            when grouping(business_area_id) = 0 then 'business_area'
            when grouping(sex) = 0 then 'sex'
            when grouping(age_group) = 0 then 'age_group'
            when grouping(month) = 0 then 'month'
            else 'total'
        end as breakdown,
        if(breakdown = 'cost_centre', coalesce(business_area_id, ''), '') as within_member,
        coalesce(
            case breakdown
                when 'cost_centre' then cost_centre
                when 'business_area' then business_area_id
                when 'sex' then sex
                when 'age_group' then age_group
                when 'month' then month::varchar
                else 'total'
            end,
            'unknown'
        ) as member,
        count(distinct person_id) as employees_count,
        sum(ordinary_hours) as ordinary_hours,
        sum(sick_hours) as sick_hours,
        sum(long_sick_hours) as long_sick_hours
    from worked
    group by
        fiscal_year, measure_window,
        grouping sets ((), (business_area_id), (business_area_id, cost_centre), (sex), (age_group), (month))
),

-- Which groups are withheld is another control's matter; a withheld one has a row without figures.
recomputed as (
    select
        concat_ws('-', fiscal_year, measure_window, breakdown, member) as sick_leave_key,
        fiscal_year,
        measure_window,
        breakdown,
        within_member,
        member,
        is_disclosed,
        if(is_disclosed, groups.employees_count, null) as employees_count,
        try_cast(if(is_disclosed, 100 * groups.sick_hours / nullif(groups.ordinary_hours, 0), null) as decimal(18, 8)) as sick_leave_pct,
        try_cast(if(is_disclosed, 100 * groups.long_sick_hours / nullif(groups.ordinary_hours, 0), null) as decimal(18, 8))
            as long_sick_leave_pct,
        try_cast(
            if(is_disclosed, 100 * (groups.sick_hours - groups.long_sick_hours) / nullif(groups.ordinary_hours, 0), null)
            as decimal(18, 8)
        ) as short_sick_leave_pct
    from groups
    left join hr.mart_hr__sick_leave using (fiscal_year, measure_window, breakdown, within_member, member)
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from hr.mart_hr__sick_leave
    ) on rows_count, employees_count, sick_leave_pct, long_sick_leave_pct, short_sick_leave_pct
    into name measure value amount
)

select
    concat_ws(', ', sick_leave_key, within_member, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by sick_leave_key, fiscal_year, measure_window, breakdown, within_member, member, is_disclosed, measure
