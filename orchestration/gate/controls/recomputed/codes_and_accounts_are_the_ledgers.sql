-- title: Accounts, cost centres, projects, counterparties and activities have the names and lines of the
--   reference data,
--   else those of the latest ledger
-- protects: dim_account
-- comparison: equal
-- at_least_rows: 1
with files as (
    select load_id || '/' || file_name as ledger_file_id, fiscal_year
    from common.dim_fiscal_year
),

posted as (
    unpivot (
        select distinct cost_centre, project, counterparty, activity from economics.fct_ledger_postings
    ) on cost_centre, project, counterparty, activity into name role value code
),

used as (
    select role, code from posted
    union
    select roles.dimension_role, balances.objects[roles.dimension]
    from staging.stg_ledger__balances as balances
    inner join files using (ledger_file_id)
    inner join reference.ledger_dimensions as roles on roles.dimension_role in ('cost_centre', 'project')
    where balances.year_index = 0 and balances.objects[roles.dimension] is not null
),

named as (
    select
        roles.dimension_role as role,
        objects.object_code as code,
        arg_max(objects.object_name, (files.fiscal_year, objects.line_number)) as name
    from staging.stg_ledger__objects as objects
    inner join files using (ledger_file_id)
    inner join reference.ledger_dimensions as roles using (dimension)
    group by all
),

classified as (
    select 'cost_centre' as role, cost_centre as code, cost_centre_name_sv as name, business_area_id as class,
        is_administration as is_special, null::integer as since
    from reference.cost_centres
    union all
    select 'project', project, project_name_sv, project_kind, null, valid_from_year
    from reference.projects
),

codes as (
    select role, code from used
    union
    select role, code from named
    union
    select role, code from classified
),

lines as (
    select
        years.fiscal_year, chart.account, chart.account_name_sv, chart.is_acquisition, lines.statement_line_id,
        lines.label_sv, lines.statement, lines.section
    from common.dim_fiscal_year as years
    inner join reference.chart_of_accounts as chart
        on years.fiscal_year between chart.valid_from_year and coalesce(chart.valid_to_year, 9999)
    left join reference.statement_lines as lines using (statement_line_id)
),

used_accounts as (
    select fiscal_year, account from economics.fct_ledger_postings
    union
    select files.fiscal_year, balances.account
    from staging.stg_ledger__balances as balances
    inner join files using (ledger_file_id)
    where balances.year_index = 0
),

account_names as (
    select files.fiscal_year, accounts.account, max(accounts.account_name) as name
    from staging.stg_ledger__accounts as accounts
    inner join files using (ledger_file_id)
    group by all
),

recomputed as (
    select
        codes.role,
        codes.code,
        [
            coalesce(classified.name, named.name), (used.code is not null)::varchar, classified.class,
            classified.is_special::varchar, classified.since::varchar
        ] as fields
    from codes
    left join used using (role, code)
    left join named using (role, code)
    left join classified using (role, code)
    union all
    select
        'account',
        fiscal_year || '-' || account,
        [
            fiscal_year::varchar, account, coalesce(lines.account_name_sv, account_names.name),
            (used_accounts.account is not null)::varchar, coalesce(lines.is_acquisition, false)::varchar,
            lines.statement_line_id, lines.label_sv, lines.statement, lines.section,
            if(coalesce(lines.section in ('revenue', 'liability', 'equity'), false), '-1', '1')
        ]
    from used_accounts
    full join lines using (fiscal_year, account)
    left join account_names using (fiscal_year, account)
),

published as (
    select
        'cost_centre' as role, cost_centre as code,
        [cost_centre_name_sv, is_used::varchar, business_area_id, is_administration::varchar, null] as fields
    from common.dim_cost_centre
    union all
    select 'project', project, [project_name_sv, is_used::varchar, project_kind, null, valid_from_year::varchar]
    from common.dim_project
    union all
    select 'counterparty', counterparty, [counterparty_name_sv, is_used::varchar, null, null, null]
    from common.dim_counterparty
    union all
    select 'activity', activity, [activity_name_sv, is_used::varchar, null, null, null]
    from common.dim_activity
    union all
    select
        'account', account_id,
        [
            fiscal_year::varchar, account, account_name_sv, is_used::varchar, is_acquisition::varchar, statement_line_id,
            statement_line_label_sv, statement, section, presentation_sign::varchar
        ]
    from common.dim_account
)

-- A counterparty may be a person, whose name no message repeats.
select
    concat_ws(' ', role, code, if(role = 'counterparty', null, fields)) as subject,
    (count(*) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (count(*) filter (source = 'published'))::decimal(28, 8) as actual
from (
    select 'recomputed' as source, * from recomputed
    union all
    select 'published' as source, * from published
)
group by role, code, fields
