-- title: Each cost centre, project, counterparty and activity of a posting is among the objects that its file lists
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from staging.stg_ledger__objects inner join reference.ledger_dimensions using (dimension))
-- not_applicable: the ledger lists no objects
-- A code of last year, one that was cut or filled up on its way, a code that a conversion made. A ledger of which less
-- than nine tenths of a dimension's postings name an object that it lists lists them otherwise, and is asked nothing.
with posted as (
    unpivot (
        select
            fiscal_year,
            cost_centre,
            project,
            counterparty,
            activity,
            count(*) as postings_count
        from economics.fct_ledger_postings
        group by all
    ) on cost_centre, project, counterparty, activity into name dimension_role value code
),

used as (
    select fiscal_year, dimension_role, code, sum(postings_count) as postings_count
    from posted
    group by fiscal_year, dimension_role, code
),

objects as (
    select distinct years.fiscal_year, roles.dimension_role, objects.object_code as code
    from staging.stg_ledger__objects as objects
    inner join common.dim_fiscal_year as years on objects.ledger_file_id = years.load_id || '/' || years.file_name
    inner join reference.ledger_dimensions as roles using (dimension)
),

listed as (
    select
        used.*,
        objects.code is not null as is_listed,
        coalesce(sum(postings_count) filter (objects.code is not null) over of_dimension, 0) as listed_count,
        sum(postings_count) over of_dimension as postings_of_dimension
    from used
    left join objects using (fiscal_year, dimension_role, code)
    window of_dimension as (partition by used.fiscal_year, used.dimension_role)
)

select
    fiscal_year || ', ' || dimension_role || ' ' || code || ': ' || postings_count
    || ' postings, not listed by the file' as subject,
    0::decimal(28, 8) as expected,
    (not is_listed and 10 * listed_count >= 9 * postings_of_dimension)::int::decimal(28, 8) as actual
from listed
union all
select
    'objects',
    0::decimal(28, 8),
    0::decimal(28, 8)
