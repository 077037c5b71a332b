-- title: No figure of a group of employees that is too small is shown, and what is withheld cannot be
--   told from the rest
-- protects: mart_hr__employees
-- severity: forbidden
-- comparison: at_least
-- at_least_rows: 1
-- The view of what is disclosed is long, and is read once.
with few as (
    select undisclosed_up_to_persons from reference.board_rules
),

disclosure as materialized (
    from intermediate.int_hr__employee_disclosure
),

groups as (
    select
        fiscal_year || ' ' || breakdown || ' ' || within_member as partition_id,
        employees_count,
        is_disclosed,
        -- The parts of an area that is withheld cannot be told from its total, which is not there.
        (fiscal_year, within_member) not in (
            select (fiscal_year, member) from disclosure
            where breakdown = 'business_area' and not is_disclosed
        ) as has_total
    from disclosure
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
    (count(*) filter (coalesce(employees_count, full_times, full_times_present) is null))::decimal(28, 8) as actual
from hr.mart_hr__employees
where not is_disclosed
union all
select
    'groups in the mart' as subject,
    (select count(*) from groups)::decimal(28, 8) as expected,
    count(*)::decimal(28, 8) as actual
from hr.mart_hr__employees
