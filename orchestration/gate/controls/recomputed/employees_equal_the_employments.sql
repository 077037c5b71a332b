-- title: Employees and full-times of every group that is shown, of this year and the prior one, are
--   counted again from the
--   employments, hours and absence delivered
-- protects: mart_hr__employees
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_payroll__employments)
-- not_applicable: no employments have been delivered
with windows as (
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

months as (
    select fiscal_year, month, (count(*) over (partition by fiscal_year))::integer as months_count
    from windows
    where measure_window = 'calendar_year'
),

worked as (
    select employment_id, month, sum(ordinary_hours) as ordinary_hours
    from staging.stg_payroll__working_hours
    group by all
),

absent as (
    select employment_id, month, sum(absence_hours) as absent_hours
    from staging.stg_payroll__absence_spells
    group by all
),

employments as (
    select
        months.fiscal_year,
        months.months_count,
        employed.person_id,
        employed.as_of_date = max(employed.as_of_date) over (partition by months.fiscal_year) as is_year_end,
        employed.degree_pct,
        coalesce(worked.ordinary_hours, 0) as ordinary_hours,
        if(worked.ordinary_hours is null, 0, coalesce(absent.absent_hours, 0)) as absent_hours,
        centres.business_area_id,
        employed.cost_centre,
        employed.sex,
        case
            when months.fiscal_year - employed.birth_year < 30 then '-29'
            when months.fiscal_year - employed.birth_year < 50 then '30-49'
            when employed.birth_year is not null then '50-'
        end as age_group
    from staging.stg_payroll__employments as employed
    inner join months on date_trunc('month', employed.as_of_date) = months.month
    left join reference.cost_centres as centres using (cost_centre)
    left join worked on employed.employment_id = worked.employment_id and months.month = worked.month
    left join absent on employed.employment_id = absent.employment_id and months.month = absent.month
),

groups as (
    select
        fiscal_year,
        case
            when grouping(cost_centre) = 0 then 'cost_centre'
            when grouping(business_area_id) = 0 then 'business_area'
            when grouping(sex) = 0 then 'sex'
            when grouping(age_group) = 0 then 'age_group'
            else 'total'
        end as breakdown,
        if(breakdown = 'cost_centre', business_area_id, '') as within_member,
        case breakdown
            when 'cost_centre' then cost_centre
            when 'business_area' then business_area_id
            when 'sex' then sex
            when 'age_group' then age_group
            else 'total'
        end as member,
        count(distinct person_id) filter (is_year_end) as employees_count,
        (sum(degree_pct) * 0.01 / months_count)::decimal(18, 8) as full_times,
        try_cast(
            ((sum(ordinary_hours) - sum(absent_hours)) / nullif(sum(ordinary_hours), 0))::decimal(18, 8) as decimal(9, 6)
        ) as present_share
    from employments
    group by fiscal_year, months_count, grouping sets ((), (business_area_id), (business_area_id, cost_centre), (sex), (age_group))
),

labelled as (
    select
        groups.* exclude (within_member, member),
        coalesce(within_member, '') as within_member,
        coalesce(member, 'unknown') as member,
        coalesce(centres.cost_centre_name_sv, areas.label_sv, members.label_sv, totals.label_sv, member) as label_sv
    from groups
    left join common.dim_cost_centre as centres on breakdown = 'cost_centre' and member = centres.cost_centre
    left join reference.business_areas as areas on breakdown = 'business_area' and member = areas.business_area_id
    left join reference.member_labels as members on member = members.member_part
    left join reference.code_labels as totals
        on breakdown = 'total' and totals.code_set = 'sick_leave_breakdown' and totals.code = 'total'
),

-- Which groups are withheld is another control's matter; a withheld one has a row without figures.
recomputed as (
    select
        concat_ws('-', fiscal_year, breakdown, member) as employees_key,
        this_year.fiscal_year,
        breakdown,
        within_member,
        member,
        this_year.label_sv,
        shown.is_disclosed,
        if(shown.is_disclosed, this_year.employees_count, null) as employees_count,
        if(prior_shown.is_disclosed, prior_year.employees_count, null) as prior_employees_count,
        if(shown.is_disclosed, this_year.full_times, null) as full_times,
        if(prior_shown.is_disclosed, prior_year.full_times, null) as prior_full_times,
        if(shown.is_disclosed, this_year.full_times * this_year.present_share, null)::decimal(18, 8) as full_times_present
    from labelled as this_year
    left join hr.mart_hr__employees as shown using (fiscal_year, breakdown, within_member, member)
    left join labelled as prior_year
        on
            this_year.fiscal_year - 1 = prior_year.fiscal_year
            and (this_year.breakdown, this_year.within_member, this_year.member)
            = (prior_year.breakdown, prior_year.within_member, prior_year.member)
    left join hr.mart_hr__employees as prior_shown
        on
            this_year.fiscal_year - 1 = prior_shown.fiscal_year
            and (this_year.breakdown, this_year.within_member, this_year.member)
            = (prior_shown.breakdown, prior_shown.within_member, prior_shown.member)
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, * from hr.mart_hr__employees
    ) on rows_count, employees_count, prior_employees_count, full_times, prior_full_times, full_times_present
    into name measure value amount
)

select
    concat_ws(', ', employees_key, within_member, label_sv, measure) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by employees_key, fiscal_year, breakdown, within_member, member, label_sv, is_disclosed, measure
