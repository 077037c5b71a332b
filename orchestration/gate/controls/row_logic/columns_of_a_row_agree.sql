-- title: No row says in one column what another excludes: solved and handed over, declined without a reason
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from staging.stg_contact_centre__cases union all
--   select 1 from staging.stg_payroll__employments union all
--   select 1 from staging.stg_registers__procurement_requests union all
--   select 1 from staging.stg_registers__complaints union all
--   select 1 from staging.stg_registers__svefaktura_connections)
-- not_applicable: no extract has columns that exclude one another
-- A flag that was turned, or a code that was confused, for some of the rows. A system that breaks a rule in more than
-- one of four of its periods does not follow it, and is not asked.
with cases as (
    select
        load_id,
        count(*) filter (is_solved_at_first_contact and handed_over_to is not null) as solved_and_handed_over,
        count(*) filter (is_on_delegation and not is_solved_at_first_contact) as delegated_and_unsolved,
        count(*) as cases_count
    from staging.stg_contact_centre__cases
    group by load_id
),

employments as (
    select
        load_id,
        count(*) filter (is_involuntary_part_time and degree_pct = 100) as part_time_at_full_time,
        count(*) filter (employment_form = 'fixed_term' and to_date is null) as fixed_term_without_end,
        count(*) filter ((employment_form = 'hourly') <> (degree_pct = 0)) as hourly_with_degree,
        count(*) as employments_count
    from staging.stg_payroll__employments
    group by load_id
),

rows_of_extracts as (
    select
        'cases solved at first contact that were handed over' as what,
        load_id as period,
        solved_and_handed_over as found_count,
        cases_count as asked_count
    from cases
    union all
    select 'cases answered on delegation that were not solved', load_id, delegated_and_unsolved, cases_count from cases
    union all
    select 'part-timers against their will who work full time', load_id, part_time_at_full_time, employments_count from employments
    union all
    select 'fixed-term employments without a last day', load_id, fixed_term_without_end, employments_count from employments
    union all
    select 'employments by the hour with a degree, or others of none', load_id, hourly_with_degree, employments_count from employments
    union all
    select
        'requests with a reason for being declined that were not, or declined without one',
        load_id,
        count(*) filter ((status = 'declined') <> (declined_reason is not null)),
        count(*)
    from staging.stg_registers__procurement_requests
    group by load_id
    union all
    select
        'praise that was resolved',
        load_id,
        count(*) filter (kind = 'positiv_synpunkt' and resolved_date is not null),
        count(*)
    from staging.stg_registers__complaints
    group by load_id
    union all
    select
        'invoices by Svefaktura of suppliers that are not connected',
        invoices.fiscal_period_id,
        sum(invoices.invoices_count) filter (connected.supplier_id is null),
        sum(invoices.invoices_count)
    from services.fct_supplier_invoices_by_supplier_and_month as invoices
    left join (
        select
            supplier_id,
            year(as_of_date) as as_of_year,
            min(connected_date) as connected_date
        from staging.stg_registers__svefaktura_connections
        group by all
    ) as connected
        on
            invoices.supplier_id = connected.supplier_id and invoices.fiscal_year = connected.as_of_year
            and strftime(connected.connected_date, '%Y%m') <= invoices.fiscal_period_id
    where
        invoices.channel = 'svefaktura'
        and invoices.fiscal_year in (select year(as_of_date) from staging.stg_registers__svefaktura_connections)
    group by invoices.fiscal_period_id
)

select
    period || ': ' || what as subject,
    0::decimal(28, 8) as expected,
    if(
        4 * count(*) filter (found_count > 0) over (partition by what) <= greatest(4, count(*) over (partition by what)),
        coalesce(found_count, 0), 0
    )::decimal(28, 8) as actual
from rows_of_extracts
where asked_count > 0
