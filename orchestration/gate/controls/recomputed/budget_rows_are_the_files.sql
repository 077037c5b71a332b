-- title: Each budgeted amount is that of the file's rows by cost centre or project (#PBUDGET)
-- protects: fct_budget
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (from staging.stg_ledger__balances where label = 'PBUDGET' and cardinality(objects) > 0)
-- not_applicable: the ledger has no budget by cost centre or project
with roles as (
    select
        max(dimension) filter (dimension_role = 'cost_centre') as cost_centre_dimension,
        max(dimension) filter (dimension_role = 'project') as project_dimension
    from reference.ledger_dimensions
),

delivered as (
    select
        years.fiscal_year,
        balances.fiscal_period_id,
        balances.account,
        balances.objects[cost_centre_dimension] as cost_centre,
        balances.objects[project_dimension] as project,
        sum(balances.amount_sek) as amount_sek
    from staging.stg_ledger__balances as balances
    inner join common.dim_fiscal_year as years on balances.ledger_file_id = years.load_id || '/' || years.file_name
    cross join roles
    where balances.label = 'PBUDGET' and balances.year_index = 0
    group by all
),

recomputed as (
    select
        concat_ws('-', fiscal_year, fiscal_period_id, account, coalesce(cost_centre, ''), coalesce(project, '')) as budget_id,
        delivered.*,
        account_id,
        accounts.statement_line_id,
        coalesce(lines.business_area_id, centres.business_area_id) as business_area_id,
        if(accounts.statement = 'income', 'operating', 'investment') as budget_kind
    from delivered
    inner join common.dim_account as accounts using (fiscal_year, account)
    left join reference.statement_lines as lines on accounts.statement_line_id = lines.statement_line_id
    left join reference.cost_centres as centres using (cost_centre)
    where
        (accounts.statement = 'income' and cost_centre is not null)
        or (accounts.statement = 'balance' and project is not null)
)

select
    budget_id as subject,
    (sum(amount_sek) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount_sek) filter (source = 'published'))::decimal(28, 8) as actual
from (
    select 'recomputed' as source, * from recomputed
    union all by name
    select 'published' as source, * from economics.fct_budget
)
group by
    budget_id, fiscal_year, fiscal_period_id, budget_kind, account_id, account, cost_centre, project, statement_line_id,
    business_area_id
