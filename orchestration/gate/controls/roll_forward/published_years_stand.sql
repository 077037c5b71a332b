-- title: What has been published of earlier years is what is published of them now
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- reads: release
-- applies_where: exists (
--   select 1 from published.measures.fct_measures
--   where fiscal_year < (select max(fiscal_year) from published.common.dim_fiscal_year))
-- not_applicable: no year before the latest has been published
-- The latest year of the release may still be corrected; its diff shows how. An earlier year is known to others.
with earlier as (
    select
        measure_id,
        member,
        fiscal_year,
        measure_value
    from published.measures.fct_measures
    where fiscal_year < (select max(fiscal_year) from published.common.dim_fiscal_year)
),

now as (
    select
        measure_id,
        member,
        fiscal_year,
        measure_value
    from measures.fct_measures
)

select
    fiscal_year || ', ' || measure_id || coalesce(nullif(' (' || member || ')', ' ()'), '') as subject,
    -- A value that a measure lacks is compared as such.
    coalesce(earlier.measure_value, -1e18)::decimal(28, 8) as expected,
    (case when now.measure_id is null then null else coalesce(now.measure_value, -1e18) end)::decimal(28, 8) as actual
from earlier
left join now using (measure_id, member, fiscal_year)
