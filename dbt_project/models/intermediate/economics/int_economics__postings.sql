{{ config(materialized='table') }}

with postings as (
    select
        postings.*,
        lines.statement_line_id,
        lines.statement_line_role,
        lines.statement,
        lines.section,
        lines.presentation_sign,
        lines.is_acquisition,
        projects.project_kind,
        {{ business_area_of('lines', 'cost_centres') }} as business_area_id
    from {{ ref('int_ledger__postings') }} as postings
    left join {{ ref('int_ledger__account_lines') }} as lines
        on postings.fiscal_year = lines.fiscal_year and postings.account = lines.account
    left join {{ ref('cost_centres') }} as cost_centres
        on postings.cost_centre = cost_centres.cost_centre
    left join {{ ref('projects') }} as projects
        on postings.project = projects.project
),

-- What the rules look at: some hundred combinations cover all postings.
cost_patterns as (
    select distinct
        fiscal_year,
        statement_line_id,
        project_kind,
        activity
    from postings
    where section = 'cost'
),

matching_rules as (
    select
        cost_patterns.fiscal_year,
        cost_patterns.statement_line_id,
        cost_patterns.project_kind,
        cost_patterns.activity,
        rules.cost_driver_id,
        row_number() over (
            partition by
                cost_patterns.fiscal_year,
                cost_patterns.statement_line_id,
                cost_patterns.project_kind,
                cost_patterns.activity
            order by rules.rule_order asc nulls last
        ) as match_number
    from cost_patterns
    inner join {{ ref('cost_driver_rules') }} as rules
        on
            (rules.fiscal_year is null or rules.fiscal_year = cost_patterns.fiscal_year)
            and (
                rules.match_on = 'any'
                or rules.match_value = case rules.match_on
                    when 'activity' then cost_patterns.activity
                    when 'project_kind' then cost_patterns.project_kind
                    when 'statement_line_id' then cost_patterns.statement_line_id
                end
            )
)

select
    postings.posting_id,
    postings.load_id,
    postings.file_name,
    postings.line_number,
    postings.voucher_line_number,
    postings.voucher_series,
    postings.voucher_number,
    postings.voucher_date,
    postings.voucher_text,
    postings.transaction_text,
    postings.posting_date,
    postings.fiscal_year,
    postings.account,
    postings.cost_centre,
    postings.project,
    postings.counterparty,
    postings.activity,
    postings.statement_line_id,
    postings.statement_line_role,
    postings.statement,
    postings.section,
    postings.is_acquisition,
    postings.project_kind,
    postings.business_area_id,
    matching_rules.cost_driver_id,
    drivers.role as cost_driver_role,
    postings.amount_sek,
    {{ money('postings.amount_sek * postings.presentation_sign') }} as presented_sek
from postings
left join matching_rules
    on
        postings.section = 'cost'
        and matching_rules.match_number = 1
        and postings.fiscal_year = matching_rules.fiscal_year
        and postings.statement_line_id = matching_rules.statement_line_id
        and postings.project_kind is not distinct from matching_rules.project_kind
        and postings.activity is not distinct from matching_rules.activity
left join {{ ref('cost_drivers') }} as drivers
    on matching_rules.cost_driver_id = drivers.cost_driver_id
