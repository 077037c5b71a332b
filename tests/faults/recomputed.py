"""One fault for each control of the family ``recomputed``: a published number or name that its sources do not give."""

from __future__ import annotations

RECOMPUTED_FAULTS = {
    "absence_by_month_sums_to_the_year": """
        update hr.fct_absence_by_month set absence_hours = absence_hours + 0.01
        where reason = 'parental'
            and fiscal_period_id = (select min(fiscal_period_id) from hr.fct_absence_by_month where reason = 'parental')
    """,
    "calls_by_month_sum_to_the_year": """
        update services.fct_calls_by_month set in_time_count = in_time_count - 1
        where in_time_count > 0 and fiscal_period_id = '201306' and service = 'switchboard'
            and (weekday_number, hour_number) = (1, 9)
    """,
    "cases_by_month_sum_to_the_year": """
        update services.fct_cases_by_month set cases_count = cases_count + 1
        where fiscal_period_id = '201306' and outcome = 'handed_over' and channel = 'telefon'
            and answer_group = (select min(answer_group) from services.fct_cases_by_month)
    """,
    "customer_invoices_by_month_sum_to_the_year": """
        update services.fct_customer_invoices_by_month set amount_sek = amount_sek + 0.01
        where fiscal_period_id = '201306' and channel = 'manual'
            and administration = (select min(administration) from services.fct_customer_invoices_by_month)
    """,
    "employees_by_month_average_to_the_year": """
        update hr.fct_employees_by_month set full_times = full_times + 0.01
        where fiscal_period_id = '201306' and unit_id = (select min(unit_id) from hr.fct_employees_by_month)
    """,
    "measures_by_month_sum_to_the_year": """
        update measures.fct_measures_by_month set denominator = denominator + 1
        where measure_id = 'answered_in_time_pct' and fiscal_period_id = '201306'
    """,
    "payslips_by_month_sum_to_the_year": """
        update services.fct_payslips_by_month set payslips_count = payslips_count - 1
        where fiscal_period_id = '201306'
            and administration = (select min(administration) from services.fct_payslips_by_month)
            and is_self_service
    """,
    "supplier_invoices_by_month_sum_to_the_year": """
        delete from services.fct_supplier_invoices_by_month
        where fiscal_period_id = '201306' and channel = 'svefaktura'
            and administration = (select min(administration) from services.fct_supplier_invoices_by_month)
    """,
    "supplier_invoices_by_supplier_sum_to_those_by_administration": """
        update services.fct_supplier_invoices_by_supplier_and_month set amount_sek = amount_sek - 0.01
        where fiscal_period_id = '201306' and channel = 'scanned' and supplier_id = (
            select min(supplier_id) from services.fct_supplier_invoices_by_supplier_and_month
            where fiscal_period_id = '201306' and channel = 'scanned'
        )
    """,
    "acceptances_are_the_registers": """
        update tie_out.mart_tie_out__accepted_variances set reason = reason || '.'
        where subject_id = (select min(subject_id) from tie_out.mart_tie_out__accepted_variances)
    """,
    "activities_are_the_goal_systems": """
        update goals.mart_goals__activities set end_date = end_date + 1
        where activity_key = (select min(activity_key) from goals.mart_goals__activities)
    """,
    "balance_sheet_equals_the_accounts": """
        update economics.mart_economics__balance_sheet set prior_amount_sek = prior_amount_sek + 0.01
        where line_id = 'equity' and prior_amount_sek is not null
    """,
    "balances_equal_the_file_and_its_postings": """
        update economics.fct_ledger_balances set prior_closing_sek = prior_closing_sek + 0.01
        where account = '2010' and prior_closing_sek is not null
    """,
    "budget_adherence_is_that_of_the_areas_and_the_fund": """
        update economics.mart_economics__budget_adherence set budget_adherence_pct = budget_adherence_pct + 0.00000001
        where line_id = 'after_appropriation' and fiscal_year = 2013
    """,
    "budget_rows_are_the_files": """
        update economics.fct_budget set business_area_id = 'it_service'
        where budget_id = (select min(budget_id) from economics.fct_budget where business_area_id = 'procurement')
    """,
    "calendar_follows_the_fiscal_years": """
        update common.dim_fiscal_period set reporting_point = 'T1' where fiscal_period_id = '201305'
    """,
    "codes_and_accounts_are_the_ledgers": """
        update common.dim_cost_centre set is_administration = not is_administration
        where cost_centre = (select min(cost_centre) from common.dim_cost_centre)
    """,
    "cost_bridge_by_area_equals_the_postings": """
        update economics.mart_economics__cost_bridge_by_business_area
        set cost_sek = cost_sek + 0.01, prior_cost_sek = prior_cost_sek + 0.01
        where cost_driver_id = 'other' and business_area_id = 'procurement' and fiscal_year = 2013
    """,
    "cost_bridge_equals_the_postings": """
        update economics.mart_economics__cost_bridge
        set cost_sek = cost_sek + 0.01, prior_cost_sek = prior_cost_sek + 0.01
        where line_id = 'other' and fiscal_year = 2013
    """,
    "counts_equal_the_rows_delivered": """
        update measures.fct_measures set numerator = numerator - 1, measure_value = measure_value - 1
        where measure_id = 'calls' and fiscal_year = 2013
    """,
    "dimensions_are_the_reference_data": """
        update common.dim_code set label_sv = 'Uppfylls' where code_id = 'fulfilment/uppfylls_delvis'
    """,
    "employees_equal_the_employments": """
        update hr.mart_hr__employees set prior_employees_count = prior_employees_count + 1
        where breakdown = 'total' and fiscal_year = 2013
    """,
    "engagement_equals_the_answers": """
        update hr.mart_hr__engagement set index_value = index_value + 0.00000001
        where breakdown = 'total' and fiscal_year = 2013
    """,
    "figures_equal_the_register_and_the_measures": """
        update tie_out.mart_tie_out__figures set computed_value = published_value, difference = 0
        where figure_id = '3_1.income_statement.revenue.difference'
    """,
    "fulfilment_equals_the_indicators": """
        update goals.mart_goals__goals set met_count = met_count + 1, missed_count = missed_count - 1
        where goal_key = (select min(goal_key) from goals.mart_goals__goals where missed_count > 0)
    """,
    "income_statement_equals_the_areas": """
        update economics.mart_economics__income_statement set prior_outcome_sek = prior_outcome_sek + 0.01
        where line_id = 'revenue' and fiscal_year = 2013
    """,
    "indicators_equal_the_measures_and_targets": """
        update goals.mart_goals__indicators set is_board_target_met = not is_board_target_met
        where indicator_id = '2.4-6' and fiscal_year = 2013
    """,
    "forecasts_are_the_goal_systems": """
        update economics.mart_economics__forecasts set prior_forecast_error_pct = prior_forecast_error_pct + 0.00000001
        where edition = 'T1' and fiscal_year = 2013 and line_id = 'cost_procurement'
    """,
    "forecasts_of_goals_count_their_indicators": """
        update goals.mart_goals__goal_forecasts
        set on_course_count = on_course_count + 1, off_course_count = off_course_count - 1
        where edition = 'T2' and goal_id = '2.4'
    """,
    "forecasts_of_indicators_are_the_goal_systems": """
        update goals.mart_goals__indicator_forecasts set is_on_course = not is_on_course
        where edition = 'T1' and indicator_id = '2.4-6'
    """,
    "investments_equal_the_postings": """
        update economics.mart_economics__investments set budget_sek = budget_sek + 0.01,
            deviation_sek = deviation_sek + 0.01
        where (is_total or project = 'I301') and fiscal_year = 2013
    """,
    "key_figures_equal_the_measures": """
        update services.mart_services__key_figures set outcome = outcome + 1, change = change + 1
        where measure_id = 'cases' and fiscal_year = 2013
    """,
    "measures_equal_their_months": """
        update measures.fct_measures_to_date set measure_value = measure_value + 1
        where measure_id = 'cases' and edition = 'T1' and fiscal_year = 2013
    """,
    "net_by_area_is_revenue_less_costs": """
        update economics.mart_economics__net_by_business_area set prior_net_outcome_sek = prior_net_outcome_sek + 0.01
        where line_id = 'procurement' and fiscal_year = 2013
    """,
    "part_time_equals_the_employments": """
        update hr.mart_hr__part_time set part_time_count = part_time_count + 1 where fiscal_year = 2013
    """,
    "postings_are_the_files_rows": """
        update economics.fct_ledger_postings set cost_driver_id = 'one_off'
        where posting_id = (select min(posting_id) from economics.fct_ledger_postings where cost_driver_id = 'other')
    """,
    "result_fund_follows_its_rules": """
        update economics.mart_economics__result_fund set annual_headroom_sek = annual_headroom_sek + 0.01
    """,
    "results_by_area_equal_the_postings": """
        update economics.mart_economics__result_to_date set budget_sek = budget_sek + 0.01,
            deviation_sek = deviation_sek + 0.01
        where edition = 'T1' and line_id = 'cost_procurement' and fiscal_year = 2013
    """,
    "satisfaction_equals_the_answers": """
        update services.mart_services__satisfaction set margin_of_error_pct = margin_of_error_pct + 0.00000001
        where satisfaction_key = (select max(satisfaction_key) from services.mart_services__satisfaction)
    """,
    "sick_leave_equals_the_absence_and_hours": """
        update hr.mart_hr__sick_leave
        set long_sick_leave_pct = short_sick_leave_pct, short_sick_leave_pct = long_sick_leave_pct
        where breakdown = 'sex' and member = 'man' and measure_window = 'calendar_year' and fiscal_year = 2013
    """,
    "staff_costs_equal_the_postings": """
        update economics.mart_economics__staff_costs
        set of_which_wage_revision_sek = of_which_wage_revision_sek + 0.01 where fiscal_year = 2013
    """,
    "staff_costs_per_full_time_divide_by_the_employees": """
        update hr.mart_hr__staff_costs set cost_per_full_time_sek = cost_per_full_time_sek + 0.01
        where is_total and fiscal_year = 2013
    """,
    "statements_equal_the_register_and_their_terms": """
        update tie_out.mart_tie_out__statements set difference = 0, is_contradicted = false
        where statement_id = '3_1.income_revenue_difference'
    """,
    "work_placements_equal_the_measures_and_targets": """
        update hr.mart_hr__work_placements set board_target_count = held_count
        where work_placements_key = '2013-traineeship'
    """,
}
