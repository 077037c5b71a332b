-- title: The postings of each object are the changes and balances that the ledger states by object
--   (#PSALDO, #OIB, #OUB)
-- protects: fct_ledger_postings
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from staging.stg_ledger__transactions as transactions
--   inner join reference.ledger_dimensions as roles on transactions.objects[roles.dimension] is not null
--   where (transactions.ledger_file_id, [roles.dimension]) in (
--     select (ledger_file_id, map_keys(objects)) from staging.stg_ledger__balances
--     where label in ('PSALDO', 'OUB') and year_index = 0))
-- not_applicable: the ledger states no totals by one object of a dimension that its rows have
-- A total by account alone says nothing of the cost centre or the counterparty. An account and dimension of which the
-- file states any object is compared for all its objects; totals of combined objects are left out. Programs leave out
-- what is zero, so an account with an opening by object and no closing has closed at zero where the file states
-- closings at all. Where no row of a file has an object of a dimension, its program writes them in balances alone, and
-- nothing can be held to them.
with dimensions_of_rows as (
    select distinct ledger_file_id, unnest(dimensions) as dimension
    from (select distinct ledger_file_id, map_keys(objects) as dimensions from staging.stg_ledger__transactions)
),

posted as (
    unpivot (
        select
            fiscal_year,
            fiscal_period_id,
            account,
            cost_centre,
            project,
            counterparty,
            activity,
            sum(amount_sek) as amount_sek
        from economics.fct_ledger_postings
        group by all
    ) on cost_centre, project, counterparty, activity into name dimension_role value object_id
),

files as (
    select
        balances.*,
        years.fiscal_year,
        dimensions.dimension_role,
        map_values(balances.objects)[1] as object_id
    from staging.stg_ledger__balances as balances
    inner join staging.stg_ledger__files as files using (ledger_file_id)
    inner join common.dim_fiscal_year as years using (load_id, file_name)
    inner join reference.ledger_dimensions as dimensions on map_keys(balances.objects) = [dimensions.dimension]
    semi join dimensions_of_rows as rows
        on balances.ledger_file_id = rows.ledger_file_id and dimensions.dimension = rows.dimension
    where balances.year_index = 0 and balances.label in ('PSALDO', 'OIB', 'OUB')
),

changes as (
    select fiscal_year, account, dimension_role, object_id, fiscal_period_id as part, sum(amount_sek) as stated, 0 as found
    from files
    where label = 'PSALDO'
    group by all
    union all
    select fiscal_year, account, dimension_role, object_id, fiscal_period_id, 0, sum(amount_sek)
    from posted
    semi join (select * from files where label = 'PSALDO') as files using (fiscal_year, account, dimension_role)
    group by all
),

balances as (
    select * from files
    semi join (select * from files where label = 'OUB') as closing using (fiscal_year, dimension_role)
    where label in ('OIB', 'OUB')
),

closings as (
    select
        fiscal_year, account, dimension_role, object_id, 'closing balance' as part,
        sum(amount_sek) filter (label = 'OUB') as stated,
        sum(amount_sek) filter (label = 'OIB') as found
    from balances
    group by all
    union all
    select fiscal_year, account, dimension_role, object_id, 'closing balance', 0, sum(amount_sek)
    from posted
    semi join balances using (fiscal_year, account, dimension_role)
    group by all
)

select
    'year ' || fiscal_year || ', account ' || account || ', ' || dimension_role || ' ' || object_id || ', ' || part as subject,
    coalesce(sum(stated), 0)::decimal(28, 8) as expected,
    coalesce(sum(found), 0)::decimal(28, 8) as actual
from (from changes union all from closings)
group by fiscal_year, account, dimension_role, object_id, part
