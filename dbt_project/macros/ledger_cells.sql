{#-
  The cells of economic tables as the sums of the ledger's rows below them, defined once: from rows (`is_summed`
  false), with where each was read, or from their sums by all that a cell asks about, which is a thousandth of the
  rows and sums to the same, to the eighth decimal.
-#}
{% macro ledger_cells(is_summed=false) -%}
{%- set place = "" if is_summed else ", source_model, load_id, file_name, line_number" -%}
with income_rows as (
    {{
        rows_or_sums(
            ref('int_measures__income_rows'),
            [
                "fiscal_year", "kind", "side", "business_area_id", "statement_line_id", "statement_line_role",
                "cost_driver_id", "cost_driver_role", "is_administration",
            ],
            ["amount_sek", "net_sek"],
            is_summed
        )
    }}
),

balance_rows as (
    {{
        rows_or_sums(
            ref('int_measures__balance_rows'),
            ["fiscal_year", "kind", "statement_line_id", "statement_line_role"],
            ["amount_sek"],
            is_summed
        )
    }}
),

area_rows as (
    select
        rows_of_parts.*,
        parts.business_area_id as area_id
    from income_rows as rows_of_parts
    inner join {{ ref('int_economics__business_area_parts') }} as parts
        on rows_of_parts.business_area_id = parts.part_business_area_id
),

component_rows as (
    select
        balance_rows.*,
        components.line_id
    from balance_rows
    inner join {{ ref('balance_sheet_components') }} as components
        on balance_rows.statement_line_id = components.statement_line_id
),

fund_rows as (
    select *
    from balance_rows
    where statement_line_role = 'result_fund'
),

every_investment_row as (
    select
        fiscal_year,
        'outcome' as kind,
        project,
        presented_sek as amount_sek,
        {{ money('-presented_sek') }} as deviation_sek,
        'int_economics__postings' as source_model,
        load_id,
        file_name,
        line_number
    from {{ ref('int_economics__postings') }}
    where is_acquisition and project_kind = 'investment'
    union all
    select
        fiscal_year,
        'budget' as kind,
        project,
        presented_sek as amount_sek,
        presented_sek as deviation_sek,
        'int_economics__budget_rows' as source_model,
        load_id,
        file_name,
        line_number
    from {{ ref('int_economics__budget_rows') }}
    where budget_kind = 'investment'
),

investment_rows as (
    {{
        rows_or_sums(
            "every_investment_row", ["fiscal_year", "kind", "project"], ["amount_sek", "deviation_sek"], is_summed
        )
    }}
),

years_with_prior as (
    select fiscal_year
    from {{ ref('int_ledger__fiscal_years') }}
    where prior_fiscal_year is not null
),

-- The costs of an area itself, and its share of what is common; see int_measures__payroll_full_cost.
full_cost_rows as (
    select
        area_rows.*,
        case
            when areas.payslip_cost_part = 'own' then area_rows.amount_sek
            else -area_rows.net_sek * full_costs.share_of_full_times
        end as full_cost_sek
    from area_rows
    inner join {{ ref('business_areas') }} as areas
        on area_rows.area_id = areas.business_area_id
    inner join {{ ref('int_measures__payroll_full_cost') }} as full_costs
        on area_rows.fiscal_year = full_costs.fiscal_year
    where
        areas.payslip_cost_part = 'common'
        or (areas.payslip_cost_part = 'own' and area_rows.side = 'cost')
),

{%- set outcome = "kind = 'outcome'" %}
{%- set budget = "kind = 'budget'" %}
{%- set outcome_and_budget = "kind in ('outcome', 'budget')" %}
{#- A year without a budget deviates from nothing. #}
{%- set is_budgeted = "fiscal_year in (select fiscal_year from income_rows where kind = 'budget')" %}
{%- set deviation = outcome_and_budget ~ " and " ~ is_budgeted %}
{#- What is changed since the year before is unknown in the first year. #}
{%- set has_prior = " and fiscal_year in (select fiscal_year from years_with_prior)" %}
{%- set change = "kind in ('outcome', 'prior_outcome')" %}
{%- set cost = " and side = 'cost'" %}
{%- set staff = " and statement_line_role = 'staff_costs'" %}
{%- set closing = "kind in ('opening', 'movement')" %}
{%- set side_total = "side || '_total'" %}
{%- set side_area = "side || '_' || area_id" %}

cells as (
{%- for quantity_id, relation, member, amount, where in (
        ("income_statement_sek", "income_rows", "side", "amount_sek", outcome),
        ("income_statement_sek", "income_rows", "'net'", "net_sek", outcome),
        ("income_statement_difference_sek", "income_rows", "side", "amount_sek", change),
        ("income_statement_difference_sek", "income_rows", "'net'", "net_sek", change),
        ("area_outcome_sek", "area_rows", side_area, "amount_sek", outcome),
        ("area_outcome_sek", "income_rows", side_total, "amount_sek", outcome),
        ("area_outcome_sek", "income_rows", "'result_total'", "net_sek", outcome),
        ("area_budget_sek", "area_rows", side_area, "amount_sek", budget),
        ("area_budget_sek", "income_rows", side_total, "amount_sek", budget),
        ("area_budget_sek", "income_rows", "'result_total'", "-net_sek", budget),
        ("area_deviation_sek", "area_rows", side_area, "net_sek", deviation),
        ("area_deviation_sek", "income_rows", side_total, "net_sek", deviation),
        ("area_deviation_sek", "income_rows", "'result_total'", "net_sek", deviation),
        ("net_deviation_sek", "area_rows", "area_id", "net_sek", deviation),
        ("net_deviation_sek", "income_rows", "'total'", "net_sek", deviation),
        ("fund_opening_fund_sek", "fund_rows", "''", "amount_sek", "kind = 'opening'"),
        ("fund_result_sek", "income_rows", "''", "net_sek", outcome),
        ("fund_result_including_opening_fund_sek", "fund_rows", "''", "amount_sek", "kind = 'opening'"),
        ("fund_result_including_opening_fund_sek", "income_rows", "''", "net_sek", outcome),
        ("fund_closing_fund_sek", "fund_rows", "''", "amount_sek", closing),
        ("fund_result_after_appropriation_sek", "income_rows", "''", "net_sek", outcome),
        ("fund_result_after_appropriation_sek", "fund_rows", "''", "-amount_sek", "kind = 'movement'"),
        ("fund_turnover_sek", "income_rows", "''", "amount_sek", outcome ~ cost),
        ("investment_budget_sek", "investment_rows", "project", "amount_sek", budget),
        ("investment_budget_sek", "investment_rows", "'total'", "amount_sek", budget),
        ("investment_outcome_sek", "investment_rows", "project", "amount_sek", outcome),
        ("investment_outcome_sek", "investment_rows", "'total'", "amount_sek", outcome),
        ("investment_deviation_sek", "investment_rows", "project", "deviation_sek", outcome_and_budget),
        ("investment_deviation_sek", "investment_rows", "'total'", "deviation_sek", outcome_and_budget),
        ("balance_sek", "component_rows", "line_id", "amount_sek", closing),
        ("balance_change_sek", "component_rows", "line_id", "amount_sek", none),
        ("staff_costs_sek", "income_rows", "statement_line_id", "amount_sek", outcome ~ staff),
        ("staff_costs_difference_sek", "income_rows", "statement_line_id", "amount_sek", change ~ staff),
        (
            "staff_costs_of_wage_revision_sek", "income_rows", "statement_line_id", "amount_sek",
            change ~ staff ~ " and cost_driver_role = 'wage_revision'"
        ),
        ("cost_change_sek", "income_rows", "cost_driver_id", "amount_sek", change ~ cost),
        ("cost_change_sek", "income_rows", "'total'", "amount_sek", change ~ cost),
        ("budgeted_cost_sek", "income_rows", "'before_appropriation'", "amount_sek", budget ~ cost),
        ("budgeted_cost_sek", "income_rows", "'after_appropriation'", "amount_sek", budget ~ cost),
        ("budgeted_cost_less_result_sek", "income_rows", "'before_appropriation'", "amount_sek", budget ~ cost),
        ("budgeted_cost_less_result_sek", "income_rows", "'before_appropriation'", "-net_sek", outcome),
        ("budgeted_cost_less_result_sek", "income_rows", "'after_appropriation'", "amount_sek", budget ~ cost),
        ("budgeted_cost_less_result_sek", "income_rows", "'after_appropriation'", "-net_sek", outcome),
        ("budgeted_cost_less_result_sek", "fund_rows", "'after_appropriation'", "amount_sek", "kind = 'movement'"),
        ("administration_cost_sek", "income_rows", "''", "amount_sek", outcome ~ cost ~ " and is_administration"),
        ("payroll_full_cost_sek", "full_cost_rows", "''", "full_cost_sek", outcome),
        ("cost_over_forecast_sek", "income_rows", "''", "amount_sek", outcome ~ cost),
        ("cost_deviation_beyond_one_off_sek", "income_rows", "''", "-net_sek", deviation ~ cost ~ has_prior),
        (
            "cost_deviation_beyond_one_off_sek", "income_rows", "''", "-amount_sek",
            change ~ cost ~ " and cost_driver_role = 'one_off' and " ~ is_budgeted ~ has_prior
        ),
    ) %}
    select
        '{{ quantity_id }}' as quantity_id,
        {{ as_text(member) }} as member,
        fiscal_year,
        {{ amount_of(amount) }} as amount{{ place }}
    from {{ relation }}
{%- if where %}
    where {{ where }}
{%- endif %}
{%- if not loop.last %}
    union all
{%- endif %}
{%- endfor %}
)

select
    quantity_id,
    member,
    {{ year_end('fiscal_year') }} as quantity_date,
    amount{{ place }}
from cells
{%- endmacro %}


{#- The rows of a relation, or their sums by its keys. -#}
{% macro rows_or_sums(relation, keys, amounts, is_summed) -%}
{%- if is_summed -%}
select
    {{ keys | join(",\n        ") }}
{%- for amount in amounts %},
    {{ money_sum(amount) }} as {{ amount }}
{%- endfor %}
from {{ relation }}
group by {{ keys | join(", ") }}
{%- else -%}
select *
from {{ relation }}
{%- endif -%}
{%- endmacro %}
