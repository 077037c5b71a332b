-- title: No figure of a group of persons that is too small is shown, and what is withheld cannot be told from the rest
-- protects: mart_hr__sick_leave
-- severity: forbidden
-- comparison: at_least
-- at_least_rows: 1
-- The view of what is disclosed is long, and is read once.
with few as (
    select undisclosed_up_to_persons from reference.board_rules
),

disclosure as materialized (
    from intermediate.int_hr__disclosure
),

groups as (
    select
        fiscal_year || ' ' || measure_window || ' ' || breakdown || ' ' || within_member as partition_id,
        employees_count,
        is_disclosed,
        -- The parts of an area that is withheld cannot be told from its total, which is not there.
        within_member not in (
            select member from disclosure as areas
            where
                areas.breakdown = 'business_area' and not areas.is_disclosed
                and areas.fiscal_year = groups.fiscal_year and areas.measure_window = groups.measure_window
        ) as has_total
    from disclosure as groups
)

select
    'groups shown of more persons than the limit' as subject,
    (count(*) filter (is_disclosed))::decimal(28, 8) as expected,
    (count(*) filter (is_disclosed and employees_count > (from few)))::decimal(28, 8) as actual
from groups
union all
select
    partition_id || ': persons in the groups withheld' as subject,
    ((from few) + 1)::decimal(28, 8) as expected,
    (sum(employees_count) filter (not is_disclosed))::decimal(28, 8) as actual
from groups
where has_total
group by partition_id
having count(*) filter (not is_disclosed) > 0 and count(*) > 1
union all
select
    partition_id || ': groups withheld' as subject,
    2::decimal(28, 8) as expected,
    (count(*) filter (not is_disclosed))::decimal(28, 8) as actual
from groups
where has_total
group by partition_id
having count(*) filter (not is_disclosed) > 0 and count(*) > 1
union all
select
    'rows of groups withheld that show no figure' as subject,
    count(*)::decimal(28, 8) as expected,
    (count(*) filter (coalesce(employees_count, sick_leave_pct, long_sick_leave_pct, short_sick_leave_pct) is null))::decimal(28, 8) as actual
from hr.mart_hr__sick_leave
where not is_disclosed
union all
select
    'groups in the mart' as subject,
    (select count(*) from groups)::decimal(28, 8) as expected,
    count(*)::decimal(28, 8) as actual
from hr.mart_hr__sick_leave
