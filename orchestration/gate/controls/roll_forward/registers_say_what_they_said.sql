-- title: An entry of a register says of itself what it said last year
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_invoicing__customers)
--   or exists (select 1 from staging.stg_registers__procurement_areas)
--   or exists (select 1 from staging.stg_registers__eu_projects)
--   or exists (select 1 from staging.stg_registers__svefaktura_connections)
-- not_applicable: no register lists customers, procurement areas, EU projects or suppliers
-- A company among the administrations, a project that began in another year: what a thing is, and when it began, does not
-- change. What may, such as a project's last day or a customer's agreement, is not compared.
with entries as (
    select 'customer ' || customer_id as entry, as_of_date, customer_kind as said
    from staging.stg_invoicing__customers
    union all
    select 'procurement area ' || procurement_area_id, as_of_date, form from staging.stg_registers__procurement_areas
    union all
    select 'EU project ' || eu_project_id, as_of_date, concat_ws(', ', administration_sv, start_date)
    from staging.stg_registers__eu_projects
    union all
    select 'supplier ' || supplier_id, as_of_date, 'connected ' || connected_date from staging.stg_registers__svefaktura_connections
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
