-- title: An entry of a register says of itself what it said last year, and is listed from its first day until it ends
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_invoicing__customers)
--   or exists (select 1 from staging.stg_registers__procurement_areas)
--   or exists (select 1 from staging.stg_registers__eu_projects)
--   or exists (select 1 from staging.stg_registers__svefaktura_connections)
-- not_applicable: no register lists customers, procurement areas, EU projects or suppliers
-- A company among the administrations, a project that began in another year: what a thing is, and when it began, does
-- not change. What may, such as a project's last day or a customer's agreement, is not compared. A project that was to
-- go on beyond the next list's day is on that list, and what is new on a list began after the list before: else it is a
-- part of another entry, or a copy of it.
with entries as (
    select
        'customer' as kind,
        'customer ' || customer_id as entry,
        as_of_date,
        customer_kind as said,
        agreement_from_date as first_date
    from staging.stg_invoicing__customers
    union all
    select 'procurement area', 'procurement area ' || procurement_area_id, as_of_date, form, null from staging.stg_registers__procurement_areas
    union all
    select 'EU project', 'EU project ' || eu_project_id, as_of_date, concat_ws(', ', administration_sv, start_date), start_date
    from staging.stg_registers__eu_projects
    union all
    select 'supplier', 'supplier ' || supplier_id, as_of_date, 'connected ' || connected_date, connected_date from staging.stg_registers__svefaktura_connections
),

followed as (
    select
        *,
        lag(said) over (partition by entry order by as_of_date) as said_before
    from entries
)

select
    entry || ', ' || as_of_date || ': ' || coalesce(said, '') || coalesce(', before ' || said_before, '') as subject,
    0::decimal(28, 8) as expected,
    (said_before is not null and said is distinct from said_before)::int::decimal(28, 8) as actual
from followed
union all
select
    'EU project ' || projects.eu_project_id || ', until ' || projects.end_date || ': not listed on ' || next_lists.as_of_date,
    0::decimal(28, 8),
    1::decimal(28, 8)
from staging.stg_registers__eu_projects as projects
inner join (select distinct as_of_date from staging.stg_registers__eu_projects) as next_lists
    on year(projects.as_of_date) + 1 = year(next_lists.as_of_date) and projects.end_date > next_lists.as_of_date
anti join staging.stg_registers__eu_projects as listed
    on projects.eu_project_id = listed.eu_project_id and next_lists.as_of_date = listed.as_of_date
union all
select
    entries.entry || ', since ' || entries.first_date || ': not listed on ' || lists.list_before,
    0::decimal(28, 8),
    1::decimal(28, 8)
from entries
inner join (
    select
        kind,
        as_of_date,
        lag(as_of_date) over (partition by kind order by as_of_date) as list_before
    from (select distinct kind, as_of_date from entries)
) as lists using (kind, as_of_date)
anti join entries as listed on entries.entry = listed.entry and lists.list_before = listed.as_of_date
where entries.first_date <= lists.list_before
