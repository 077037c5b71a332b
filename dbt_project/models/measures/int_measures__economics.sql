{%- set income = ref("int_economics__income_lines") -%}
{%- set area = ref("int_economics__result_lines") -%}
{%- set whole_year = "measure_window = 'calendar_year'" -%}
{%- set net = ref("int_economics__net_lines") -%}
{%- set fund = ref("int_economics__result_fund") -%}
{%- set investments = ref("int_economics__investment_lines") -%}
{%- set balance = ref("int_economics__balance_lines") -%}
{%- set staff = ref("int_economics__staff_costs") -%}
{%- set bridge = ref("int_economics__cost_bridge_lines") -%}
{%- set forecasts = ref("stg_goals__forecasts") -%}
{%- set years = ref("int_ledger__fiscal_years") -%}
{%- set adherence = ref("int_economics__budget_adherence") -%}
{{ cell_quantity("income_statement_sek", income, "outcome_sek", "line_id") }}
union all
{{ cell_quantity("income_statement_difference_sek", income, "difference_sek", "line_id") }}
union all
{{ cell_quantity("area_budget_sek", area, "budget_sek", "line_id", whole_year) }}
union all
{{ cell_quantity("area_outcome_sek", area, "outcome_sek", "line_id", whole_year) }}
union all
{{ cell_quantity("area_deviation_sek", area, "deviation_sek", "line_id", whole_year) }}
union all
{{ cell_quantity("net_deviation_sek", net, "deviation_sek", "line_id") }}
{%- for column in (
    "opening_fund_sek", "result_sek", "result_including_opening_fund_sek", "closing_fund_sek",
    "result_after_appropriation_sek", "turnover_sek"
) %}
union all
{{ cell_quantity("fund_" ~ column, fund, column) }}
{%- endfor %}
union all
{{ cell_quantity("investment_budget_sek", investments, "budget_sek", "line_id") }}
union all
{{ cell_quantity("investment_outcome_sek", investments, "outcome_sek", "line_id") }}
union all
{{ cell_quantity("investment_deviation_sek", investments, "deviation_sek", "line_id") }}
union all
{{ cell_quantity("balance_sek", balance, "amount_sek", "line_id") }}
union all
{{ cell_quantity("balance_change_sek", balance, "change_sek", "line_id") }}
union all
{{ cell_quantity("staff_costs_sek", staff, "outcome_sek", "statement_line_id") }}
union all
{{ cell_quantity("staff_costs_difference_sek", staff, "difference_sek", "statement_line_id") }}
union all
{{ cell_quantity("staff_costs_of_wage_revision_sek", staff, "of_which_wage_revision_sek", "statement_line_id") }}
union all
{{ cell_quantity("cost_change_sek", bridge, "change_sek", "line_id") }}
union all
{{ cell_quantity("budgeted_cost_sek", adherence, "budgeted_cost_sek", "line_id") }}
union all
{{
    cell_quantity(
        "budgeted_cost_less_result_sek", adherence, "budgeted_cost_sek - result_sek", "line_id"
    )
}}
union all
{{
    cell_quantity(
        "administration_cost_sek", ref("int_economics__administration_costs"), "cost_sek"
    )
}}
union all
{{ cell_quantity("payroll_full_cost_sek", ref("int_measures__payroll_full_cost"), "full_cost_sek") }}
union all
{{
    quantity(
        "forecast_cost_sek", forecasts, year_end("fiscal_year"), "amount_sek",
        where="tertial = 'T2' and side = 'kostnader'"
    )
}}
union all
{{ cell_quantity("cost_over_forecast_sek", income, "outcome_sek", where="line_id = 'cost'") }}
union all
{{
    quantity(
        "cost_over_forecast_sek", forecasts, year_end("fiscal_year"), "-amount_sek",
        where="tertial = 'T2' and side = 'kostnader'"
    )
}}
union all
{{
    cell_quantity(
        "cost_deviation_beyond_one_off_sek", ref("int_economics__cost_deviations"), "overrun_beyond_one_off_sek"
    )
}}
union all
{{ quantity("balance_day", years, "end_date", day_number("balance_date")) }}
union all
-- The rules that the measures follow, so that a report's own words of them are tied out too.
{%- for column in ("annual_limit_pct", "accumulated_limit_pct") %}
{{ rule_quantity("fund_" ~ column, fund, column, "seeds/result_fund_rules.csv") }}
union all
{%- endfor %}
{%- for quantity_id, name in (
    ("long_sick_leave_days", "long_sick_leave_over_days"),
    ("answer_limit_seconds", "answer_within_seconds"),
    ("switchboard_answer_limit_seconds", "switchboard_answer_within_seconds"),
) %}
{{ rule_quantity(quantity_id, years, var(name), "dbt_project/dbt_project.yml, " ~ name) }}
union all
{%- endfor %}
{{
    rule_quantity(
        "sick_leave_months", ref("int_calendar__windows"), "1", "seeds/measure_windows.csv",
        where="measure_window = 'december_to_november'"
    )
}}
union all
{{ rule_quantity("months", ref("int_calendar__periods"), "1", "the calendar of the fiscal year") }}
