{{ config(materialized='table') }}

with income as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        line_id,
        outcome_sek as income_statement_sek,
        difference_sek as income_statement_difference_sek,
        case when line_id = 'cost' then outcome_sek end as cost_over_forecast_sek
    from {{ ref('int_economics__income_lines') }}
),

results as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        line_id,
        budget_sek as area_budget_sek,
        outcome_sek as area_outcome_sek,
        deviation_sek as area_deviation_sek
    from {{ ref('int_economics__result_lines') }}
    where measure_window = 'calendar_year'
),

nets as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        line_id,
        deviation_sek as net_deviation_sek
    from {{ ref('int_economics__net_lines') }}
),

fund as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        opening_fund_sek as fund_opening_fund_sek,
        result_sek as fund_result_sek,
        result_including_opening_fund_sek as fund_result_including_opening_fund_sek,
        closing_fund_sek as fund_closing_fund_sek,
        result_after_appropriation_sek as fund_result_after_appropriation_sek,
        turnover_sek as fund_turnover_sek
    from {{ ref('int_economics__result_fund') }}
),

investments as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        line_id,
        budget_sek as investment_budget_sek,
        outcome_sek as investment_outcome_sek,
        deviation_sek as investment_deviation_sek
    from {{ ref('int_economics__investment_lines') }}
),

balances as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        line_id,
        amount_sek as balance_sek,
        change_sek as balance_change_sek
    from {{ ref('int_economics__balance_lines') }}
),

staff_costs as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        statement_line_id,
        outcome_sek as staff_costs_sek,
        difference_sek as staff_costs_difference_sek,
        of_which_wage_revision_sek as staff_costs_of_wage_revision_sek
    from {{ ref('int_economics__staff_costs') }}
),

cost_bridge as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        line_id,
        change_sek as cost_change_sek
    from {{ ref('int_economics__cost_bridge_lines') }}
),

adherence as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        line_id,
        budgeted_cost_sek,
        budgeted_cost_sek - result_sek as budgeted_cost_less_result_sek
    from {{ ref('int_economics__budget_adherence') }}
),

administration as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        cost_sek as administration_cost_sek
    from {{ ref('int_economics__administration_costs') }}
),

payroll as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        full_cost_sek as payroll_full_cost_sek
    from {{ ref('int_measures__payroll_full_cost') }}
),

cost_deviations as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        overrun_beyond_one_off_sek as cost_deviation_beyond_one_off_sek
    from {{ ref('int_economics__cost_deviations') }}
),

-- The year's last forecast is that of the last edition of the report that has one.
last_forecasts as (
    select
        forecasts.*,
        row_number() over (
            partition by forecasts.fiscal_year, forecasts.side
            order by editions.sort_order desc nulls last
        ) as place
    from {{ ref('stg_goals__forecasts') }} as forecasts
    inner join {{ ref('report_editions') }} as editions
        on forecasts.tertial = editions.edition
),

forecasts as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        amount_sek as forecast_cost_sek,
        -amount_sek as cost_over_forecast_sek,
        load_id,
        file_name,
        line_number
    from last_forecasts
    where side = 'cost' and place = 1
),

-- The rules that measures follow are quantities too, so that the report's own words on them are tied out.
fund_rules as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        annual_limit_pct as fund_annual_limit_pct,
        accumulated_limit_pct as fund_accumulated_limit_pct
    from {{ ref('int_economics__result_fund') }}
),

parameters as (
    select
        {{ year_end('fiscal_years.fiscal_year') }} as year_end_date,
        rules.long_sick_leave_over_days as long_sick_leave_days,
        rules.answer_within_seconds as answer_limit_seconds,
        rules.switchboard_answer_within_seconds as switchboard_answer_limit_seconds
    from {{ ref('int_ledger__fiscal_years') }} as fiscal_years
    cross join {{ ref('board_rules') }} as rules
),

windows as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        1 as sick_leave_months
    from {{ ref('int_calendar__windows') }}
    where measure_window = 'december_to_november'
),

periods as (
    select
        {{ year_end('fiscal_year') }} as year_end_date,
        1 as months
    from {{ ref('int_calendar__periods') }}
),

balance_days as (
    select
        end_date,
        {{ day_number('balance_date') }} as balance_day,
        load_id,
        file_name,
        line_number
    from {{ ref('int_ledger__fiscal_years') }}
)

{{
    quantity_rows(
        "income",
        source_model="int_economics__income_lines",
        agg_time_dimension="year_end_date",
        quantities=[
            {"name": "income_statement_sek", "dimension": "line_id"},
            {"name": "income_statement_difference_sek", "dimension": "line_id"},
            "cost_over_forecast_sek",
        ],
        rests_on="cell"
    )
}}
union all
{{
    quantity_rows(
        "results",
        source_model="int_economics__result_lines",
        agg_time_dimension="year_end_date",
        quantities=[
            {"name": "area_budget_sek", "dimension": "line_id"},
            {"name": "area_outcome_sek", "dimension": "line_id"},
            {"name": "area_deviation_sek", "dimension": "line_id"},
        ],
        rests_on="cell"
    )
}}
union all
{{
    quantity_rows(
        "nets",
        source_model="int_economics__net_lines",
        agg_time_dimension="year_end_date",
        quantities=[
            {"name": "net_deviation_sek", "dimension": "line_id"},
        ],
        rests_on="cell"
    )
}}
union all
{{
    quantity_rows(
        "fund",
        source_model="int_economics__result_fund",
        agg_time_dimension="year_end_date",
        quantities=[
            "fund_opening_fund_sek",
            "fund_result_sek",
            "fund_result_including_opening_fund_sek",
            "fund_closing_fund_sek",
            "fund_result_after_appropriation_sek",
            "fund_turnover_sek",
        ],
        rests_on="cell"
    )
}}
union all
{{
    quantity_rows(
        "investments",
        source_model="int_economics__investment_lines",
        agg_time_dimension="year_end_date",
        quantities=[
            {"name": "investment_budget_sek", "dimension": "line_id"},
            {"name": "investment_outcome_sek", "dimension": "line_id"},
            {"name": "investment_deviation_sek", "dimension": "line_id"},
        ],
        rests_on="cell"
    )
}}
union all
{{
    quantity_rows(
        "balances",
        source_model="int_economics__balance_lines",
        agg_time_dimension="year_end_date",
        quantities=[
            {"name": "balance_sek", "dimension": "line_id"},
            {"name": "balance_change_sek", "dimension": "line_id"},
        ],
        rests_on="cell"
    )
}}
union all
{{
    quantity_rows(
        "staff_costs",
        source_model="int_economics__staff_costs",
        agg_time_dimension="year_end_date",
        quantities=[
            {"name": "staff_costs_sek", "dimension": "statement_line_id"},
            {"name": "staff_costs_difference_sek", "dimension": "statement_line_id"},
            {"name": "staff_costs_of_wage_revision_sek", "dimension": "statement_line_id"},
        ],
        rests_on="cell"
    )
}}
union all
{{
    quantity_rows(
        "cost_bridge",
        source_model="int_economics__cost_bridge_lines",
        agg_time_dimension="year_end_date",
        quantities=[
            {"name": "cost_change_sek", "dimension": "line_id"},
        ],
        rests_on="cell"
    )
}}
union all
{{
    quantity_rows(
        "adherence",
        source_model="int_economics__budget_adherence",
        agg_time_dimension="year_end_date",
        quantities=[
            {"name": "budgeted_cost_sek", "dimension": "line_id"},
            {"name": "budgeted_cost_less_result_sek", "dimension": "line_id"},
        ],
        rests_on="cell"
    )
}}
union all
{{
    quantity_rows(
        "administration",
        source_model="int_economics__administration_costs",
        agg_time_dimension="year_end_date",
        quantities=[
            "administration_cost_sek",
        ],
        rests_on="cell"
    )
}}
union all
{{
    quantity_rows(
        "payroll",
        source_model="int_measures__payroll_full_cost",
        agg_time_dimension="year_end_date",
        quantities=[
            "payroll_full_cost_sek",
        ],
        rests_on="cell"
    )
}}
union all
{{
    quantity_rows(
        "cost_deviations",
        source_model="int_economics__cost_deviations",
        agg_time_dimension="year_end_date",
        quantities=[
            "cost_deviation_beyond_one_off_sek",
        ],
        rests_on="cell"
    )
}}
union all
{{
    quantity_rows(
        "forecasts",
        source_model="stg_goals__forecasts",
        agg_time_dimension="year_end_date",
        quantities=[
            "forecast_cost_sek",
            "cost_over_forecast_sek",
        ],
        rests_on="row"
    )
}}
union all
{{
    quantity_rows(
        "fund_rules",
        source_model="seeds/result_fund_rules.csv",
        agg_time_dimension="year_end_date",
        quantities=[
            "fund_annual_limit_pct",
            "fund_accumulated_limit_pct",
        ],
        rests_on="rule"
    )
}}
union all
{{
    quantity_rows(
        "parameters",
        source_model="seeds/board.yml, long_sick_leave_over_days",
        agg_time_dimension="year_end_date",
        quantities=[
            "long_sick_leave_days",
        ],
        rests_on="rule"
    )
}}
union all
{{
    quantity_rows(
        "parameters",
        source_model="seeds/board.yml, answer_within_seconds",
        agg_time_dimension="year_end_date",
        quantities=[
            "answer_limit_seconds",
        ],
        rests_on="rule"
    )
}}
union all
{{
    quantity_rows(
        "parameters",
        source_model="seeds/board.yml, switchboard_answer_within_seconds",
        agg_time_dimension="year_end_date",
        quantities=[
            "switchboard_answer_limit_seconds",
        ],
        rests_on="rule"
    )
}}
union all
{{
    quantity_rows(
        "windows",
        source_model="seeds/measure_windows.csv",
        agg_time_dimension="year_end_date",
        quantities=[
            "sick_leave_months",
        ],
        rests_on="rule"
    )
}}
union all
{{
    quantity_rows(
        "periods",
        source_model="the calendar of the fiscal year",
        agg_time_dimension="year_end_date",
        quantities=[
            "months",
        ],
        rests_on="rule"
    )
}}
union all
{{
    quantity_rows(
        "balance_days",
        source_model="int_ledger__fiscal_years",
        agg_time_dimension="end_date",
        quantities=[
            "balance_day",
        ]
    )
}}
