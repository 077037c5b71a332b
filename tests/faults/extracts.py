"""One fault for each control that asks the extracts: what the source system did, as SQL on a copy of a good build.

Raw tables are views over the loads' files, so a fault puts a changed view in the place of a raw table.
"""

from __future__ import annotations


def altered(table: str, query: str) -> str:
    """Return SQL that makes a raw table show ``query``, which reads what it showed before as ``was``."""
    return (
        f"alter view raw.{table} rename to {table}_was;"
        f" create view raw.{table} as with was as (from raw.{table}_was) {query}"
    )


def profiled(entity: str, statistic: str, change: str, where: str = "true") -> str:
    """Return SQL that changes a statistic of an extract's profile in one month."""
    return (
        f"update raw.profiles set {change} where entity = '{entity}' and statistic = '{statistic}'"
        f" and load_id like '2013-05%' and {where}"
    )


A_MONTH = "period_from = '2013-05-01'"
ONE_ROW = "load_id like '2013-05%' and line_number = 2"
ONE_ROW_OF_A_YEAR = "load_id like '2013%' and line_number = 2"
LAST_YEAR = "fiscal_year = (select max(fiscal_year) from common.dim_fiscal_year)"
A_UNIT = "load_id like '2013-12%' and kostnadsstalle = '6010'"

EXTRACT_FAULTS = {
    "amounts_keep_their_decimals": """
        update economics.fct_ledger_postings set amount_sek = round(amount_sek)
        where posting_date between '2013-05-01' and '2013-05-31'
    """,
    "published_years_stand": """
        update measures.fct_measures set measure_value = measure_value + 0.00000001
        where measure_id = 'payslips' and fiscal_year = (select min(fiscal_year) from measures.fct_measures)
    """,
    "books_open_with_the_published_closing": """
        update economics.fct_ledger_balances set opening_sek = opening_sek + 0.01 where account = '1560'
    """,
    "changes_that_a_person_judges_are_signed_off": """
        update goals.mart_goals__indicators set direction = 'lower' where indicator_id = '3.2-2'
    """,
    "no_published_text_has_a_personal_number": """
        update economics.fct_ledger_postings set voucher_text = 'Utlägg 19800708-2384'
        where posting_id = (select min(posting_id) from economics.fct_ledger_postings)
    """,
    "every_period_of_an_extract_is_delivered": f"delete from raw.loads where entity = 'cases' and {A_MONTH}",
    "rejected_rows_are_explained": f"update raw.loads set rejected_rows = 1 where entity = 'payslips' and {A_MONTH}",
    "months_follow_their_history": f"""
        update raw.loads set loaded_rows = loaded_rows // 2 where entity = 'payslips' and {A_MONTH}
    """,
    "codes_do_not_vanish_or_appear_for_a_month": profiled(
        "calls", "code", "code = 'Skolan'", "code = 'Skola'"
    ),
    "shares_of_members_follow_their_year": """
        update services.fct_cases_by_month set outcome = 'closed'
        where outcome = 'solved_at_first_contact' and channel = 'telefon' and fiscal_period_id = '201305'
            and answer_group = (select arg_max(answer_group, cases_count) from services.fct_cases_by_month)
    """,
    "kinds_of_rows_are_there_all_year": altered(
        "registers_procurement_requests",
        "select * replace (if(load_id like '2013%' and quarter(inkom_datum) = 2, 'genomford', status) as status)"
        " from was",
    ),
    "numbers_follow_without_gaps": profiled("payslips", "gaps", "value = 1"),
    "no_file_ends_at_a_programs_limit": f"""
        update raw.loads set loaded_rows = 65535 where entity = 'payslips' and {A_MONTH}
    """,
    "deliveries_reach_the_end_of_their_period": profiled(
        "payroll_service_calls", "last_day", "value = 19"
    ),
    "what_is_asked_is_answered_as_soon_as_last_year": altered(
        "registers_procurement_requests",
        "select * replace (if(load_id like '2013%', inkom_datum, avslutad_datum) as avslutad_datum) from was",
    ),
    "no_delivery_repeats_another": """
        update raw.profiles set value = (
            select max(value) from raw.profiles
            where entity = 'cases' and statistic = 'content' and load_id like '2012-05%'
        )
        where entity = 'cases' and statistic = 'content' and load_id like '2013-05%'
    """,
    "rows_are_not_delivered_twice": profiled("visits", "twins", "value = 100"),
    "texts_are_not_damaged": profiled("customer_invoices", "damaged", "value = 1"),
    "no_row_is_a_test": profiled("customer_invoices", "test", "value = 1"),
    "parts_are_numbered_after_their_goal": altered(
        "goals_activities",
        "select * replace (if(aktivitet_id = '3.2-A1', '2.3', mal_id) as mal_id) from was",
    ),
    "goals_and_indicators_are_defined_as_last_year": """
        update goals.mart_goals__indicators set unit = 'count' where indicator_id = '2.4-6' and fiscal_year = 2013
    """,
    "targets_are_of_their_outcomes_size": """
        update goals.mart_goals__indicators set board_target = board_target * 100
        where indicator_id = '2.4-6' and fiscal_year = 2013
    """,
    "columns_follow_their_history": profiled("calls", "sum", "value = value * 1000"),
    "columns_of_years_follow_one_another": """
        update raw.profiles set value = value * 1000
        where entity = 'surveys' and column_name = 'population' and statistic = 'sum' and load_id like '2013%'
    """,
    "every_indicator_has_a_target_and_an_outcome": """
        update goals.mart_goals__indicators set board_target = null, board_target_text = null
        where indicator_id = '2.4-6'
    """,
    "every_question_of_a_survey_is_answered": altered(
        "surveys_answers",
        "from was where (undersokning_id, fraga) <>"
        " ('KC-MB-2013', (select min(fraga) from was where undersokning_id = 'KC-MB-2013'))",
    ),
    "no_survey_repeats_anothers_answers": altered(
        "surveys_answers",
        "from was where undersokning_id <> 'KC-MB-2013' union all"
        " select * replace ('KC-MB-2013' as undersokning_id) from was where undersokning_id = 'KC-MB-2012'",
    ),
    "hours_and_employments_are_of_the_same_people": altered(
        "payroll_working_hours",
        f"from was where not ({ONE_ROW})",
    ),
    "absence_is_within_ordinary_hours": altered(
        "payroll_absence_spells",
        f"select * replace (if({ONE_ROW}, 200, timmar)::decimal(18, 2) as timmar) from was",
    ),
    "administrators_have_hours_where_they_have_cases": altered(
        "payroll_administrator_hours",
        f"from was where not ({ONE_ROW})",
    ),
    "customers_of_orders_are_registered": altered(
        "invoicing_customers", "from was where kund_id <> 'F100'"
    ),
    "staff_costs_follow_the_employments": """
        update economics.mart_economics__staff_costs set outcome_sek = outcome_sek * 1.3
        where fiscal_year = (select max(fiscal_year) from economics.mart_economics__staff_costs)
    """,
    "a_person_has_one_employment_at_a_time": altered(
        "payroll_employments",
        "from was union all select * replace (anstallning_id || 'X' as anstallning_id)"
        f" from was where {ONE_ROW}",
    ),
    "absence_lies_within_month_and_employment": altered(
        "payroll_absence_spells",
        f"select * replace (if({ONE_ROW}, '2013-07-01', fran_datum)::date as fran_datum) from was",
    ),
    "absence_does_not_overlap": altered(
        "payroll_absence_spells",
        "from was union all select * replace (franvaro_id || 'X' as franvaro_id)"
        " from was where load_id like '2013-05%' and omfattning_pct = 100"
        " and line_number = (select min(line_number) from was where load_id like '2013-05%' and omfattning_pct = 100)",
    ),
    "hours_fit_into_the_month": altered(
        "payroll_working_hours",
        f"select * replace (if({ONE_ROW}, 10, 1) * ordinarie_timmar as ordinarie_timmar) from was",
    ),
    "waits_are_shorter_than_a_day": altered(
        "contact_centre_calls",
        "select * replace (if(load_id like '2013-05%', 1000, 1) * wait_seconds as wait_seconds) from was",
    ),
    "no_supplier_invoice_is_registered_twice": altered(
        "invoicing_supplier_invoices",
        "from was union all select * replace (faktura_id || 'X' as faktura_id)"
        f" from was where {ONE_ROW}",
    ),
    "no_voucher_is_booked_twice": """
        insert into economics.fct_ledger_postings
        select * replace (
            posting_id || ' again' as posting_id, voucher_number || '000' as voucher_number,
            voucher_line_number + 10000000 as voucher_line_number
        )
        from economics.fct_ledger_postings
        where (load_id, voucher_line_number) in (
            select (load_id, voucher_line_number) from economics.fct_ledger_postings
            where amount_sek >= 1000 and counterparty is not null limit 1
        )
    """,
    "costs_and_revenue_keep_their_sign": """
        update economics.fct_ledger_balances set movement_sek = -movement_sek
        where account = '6820' and fiscal_year = (select max(fiscal_year) from common.dim_fiscal_year)
    """,
    "balances_keep_their_side": """
        update economics.fct_ledger_balances set closing_sek = -closing_sek
        where account = '1750' and fiscal_year = (select max(fiscal_year) from common.dim_fiscal_year)
    """,
    "dates_run_in_order": altered(
        "registers_complaints",
        "select * replace (if(line_number = 2, inkom_datum - 1, atgardad_datum)::date as atgardad_datum) from was",
    ),
    "answers_are_on_their_scale": altered(
        "surveys_answers",
        "select * replace (if(load_id like '2013%' and line_number = 2, 11, svar) as svar) from was",
    ),
    "nothing_done_after_the_year_counts_in_it": """
        update measures.fct_measures set numerator = numerator + 1 where measure_id = 'risk_measures_done_pct'
    """,
    "shares_lie_within_their_whole": """
        update measures.fct_measures set numerator = denominator + 1 where measure_id = 'answered_in_time_pct'
    """,
    "years_follow_one_another": """
        update measures.fct_measures set measure_value = measure_value * 10
        where measure_id = 'payslips' and fiscal_year = (select max(fiscal_year) from measures.fct_measures)
    """,
    "the_forecast_is_in_line_with_the_outcome": altered(
        "goals_forecasts", "select * replace (belopp / 2 as belopp) from was"
    ),
    "area_forecasts_sum_to_the_boards": altered(
        "goals_area_forecasts",
        "select * replace (belopp + if(line_number = 2, 1, 0) as belopp) from was",
    ),
    "parts_of_a_goal_are_numbered_without_gaps": altered(
        "goals_activities", "from was where aktivitet_id <> '3.2-A2'"
    ),
    "meters_are_read_every_month": altered(
        "registers_energy_readings",
        "from was where not (anlaggning_id = 'E102' and manad = '2013-05-01')",
    ),
    "quotients_have_values": """
        update measures.fct_measures set measure_value = null
        where measure_id = 'answered_in_time_pct' and fiscal_year = 2013 and denominator <> 0
    """,
    "what_is_divided_has_a_denominator": """
        update intermediate.int_measures__by_month set member = 'elsewhere'
        where quantity_id = (
            select max(numerator) from reference.measures
            semi join intermediate.int_measures__by_month on numerator = quantity_id
            where denominator is not null
        )
    """,
    "the_budget_follows_last_years": """
        update economics.fct_budget set amount_sek = amount_sek * 1000
        where account = '5010' and fiscal_year = (select max(fiscal_year) from common.dim_fiscal_year)
    """,
    "spells_of_absence_are_in_every_month_that_they_touch": altered(
        "payroll_absence_spells",
        "from was where not (load_id like '2013-05%' and line_number = ("
        "select max(line_number) from was where load_id like '2013-05%' and till_datum is null))",
    ),
    "employments_are_listed_without_interruption": altered(
        "payroll_employments",
        "from was where not (load_id like '2013-05%' and kostnadsstalle = '6010')",
    ),
    "numbers_go_on_from_month_to_month": altered(
        "payroll_absence_spells",
        "from was where franvaro_id <> ("
        "select max(franvaro_id) from was where load_id like '2013-05%' and till_datum is not null)",
    ),
    "units_with_hours_have_employments": altered(
        "payroll_employments",
        "from was where not (load_id like '2013-12%' and kostnadsstalle = '6010')",
    ),
    "every_forecast_is_made_in_each_tertial": altered(
        "goals_indicator_forecasts",
        "from was where not (tertial = 'T2' and indikator_id = '3.2.6-2')",
    ),
    "forecasts_of_indicators_are_of_their_targets_size": """
        update goals.mart_goals__indicator_forecasts set forecast = 0 where indicator_id = '3.2.6-2' and edition = 'T1'
    """,
    "an_employment_has_one_person_and_one_cost_centre": altered(
        "payroll_employments",
        f"select * replace (if({ONE_ROW}, '9999', kostnadsstalle) as kostnadsstalle) from was",
    ),
    "working_hours_follow_the_degree_of_employment": altered(
        "payroll_working_hours",
        "select * replace (if(load_id like '2013-05%', 168, ordinarie_timmar)::decimal(18, 2) as ordinarie_timmar)"
        " from was",
    ),
    "hours_of_absence_follow_their_days": altered(
        "payroll_absence_spells",
        f"select * replace (if({ONE_ROW}, timmar + 200, timmar) as timmar) from was",
    ),
    "administrators_hours_fit_into_the_month": altered(
        "payroll_administrator_hours",
        f"select * replace (if({ONE_ROW}, 10, 1) * timmar as timmar) from was",
    ),
    "codes_do_not_take_one_anothers_place": """
        update raw.profiles set code = 'a new name'
        where entity = 'calls' and statistic = 'code' and load_id >= '2013-07' and load_id < '2014'
            and code = (select arg_max(code, value) from raw.profiles where entity = 'calls' and statistic = 'code')
    """,
    "wages_are_booked_where_people_are_employed": """
        update economics.fct_ledger_postings set cost_centre = '2030'
        where cost_centre = '2020' and posting_date between '2013-05-01' and '2013-05-31'
    """,
    "postings_keep_their_objects": f"update economics.fct_ledger_postings set counterparty = null where {LAST_YEAR}",
    "outcomes_are_of_their_budgets_size": f"""
        update economics.mart_economics__result_by_business_area set outcome_sek = outcome_sek / 100
        where line_id = 'cost_procurement' and {LAST_YEAR}
    """,
    "registers_say_what_they_said": altered(
        "invoicing_customers",
        "select * replace (if(kund_id = 'F100' and year(per_datum) = 2013, 'bolag', typ) as typ) from was",
    ),
    "columns_of_a_row_agree": altered(
        "contact_centre_cases",
        f"select * replace (if({ONE_ROW}, true, solved_at_first_contact) as solved_at_first_contact,"
        f" if({ONE_ROW}, 'Skolan', handed_over_to) as handed_over_to) from was",
    ),
    "activities_lie_within_their_year": altered(
        "goals_activities",
        "select * replace (slutdatum + interval 1 month as slutdatum) from was",
    ),
    "amounts_of_members_follow_last_years": altered(
        "registers_energy_readings",
        "select * replace (if(manad = '2013-05-01' and anlaggning_id = 'E101', 10, 1) * forbrukning_kwh"
        " as forbrukning_kwh) from was",
    ),
    "answers_follow_last_years": altered(
        "surveys_answers",
        "select * replace (if(undersokning_id = 'KC-MB-2013' and fraga = 'helhet', 6 - svar, svar) as svar) from was",
    ),
    "council_targets_are_of_the_boards_size": """
        update goals.mart_goals__indicators set council_target = council_target / 100 where indicator_id = '2.4-6'
    """,
    "a_number_and_a_name_belong_together": altered(
        "registers_svefaktura_connections",
        "select * replace (if(line_number = 2, 'Another AB', leverantor) as leverantor) from was",
    ),
    "amounts_of_partners_follow_their_history": """
        update services.fct_customer_invoices_by_month set amount_sek = amount_sek * 100
        where fiscal_period_id = '201305' and administration = (
            select arg_max(administration, invoices_count) from services.fct_customer_invoices_by_month
        )
    """,
    "the_register_of_competition_states_the_budget": altered(
        "registers_competition_purchases",
        "select * replace (if(year(per_datum) = 2013, 100, 1) * budgeterad_kostnad as budgeterad_kostnad) from was",
    ),
    "costs_and_revenue_keep_their_sign_each_month": """
        update economics.fct_ledger_postings set amount_sek = -amount_sek
        where account = '5010' and posting_date between '2013-05-01' and '2013-05-31'
    """,
    "no_posting_dwarfs_its_account": """
        update economics.fct_ledger_postings set amount_sek = amount_sek * 100
        where posting_id = (
            select arg_max(posting_id, amount_sek) from economics.fct_ledger_postings where account = '5010'
        )
    """,
    "steady_accounts_stay_steady": """
        update economics.fct_ledger_postings set amount_sek = amount_sek * 2
        where account = '7910' and posting_date between '2013-05-01' and '2013-05-31'
    """,
    "vouchers_are_made_as_before": """
        delete from economics.fct_ledger_postings where account = '1650' and (load_id, voucher_line_number) in (
            select (load_id, voucher_line_number) from economics.fct_ledger_postings
            where account = '7010' and posting_date >= '2013-04-01'
        )
    """,
    "objects_of_postings_are_listed": """
        update economics.fct_ledger_postings set activity = 'LR12' where activity = 'LR13' and cost_centre = '5040'
    """,
    "no_code_is_missing_for_days": """
        delete from economics.fct_ledger_postings
        where voucher_series = 'K' and cost_centre = '6010' and posting_date between '2013-05-06' and '2013-05-17'
    """,
    "series_keep_to_their_accounts": """
        update economics.fct_ledger_postings set account = '5010', account_id = fiscal_year || '-5010'
        where voucher_series = 'L' and account = '7410' and cost_centre like '50%' and posting_date >= '2013-07-01'
    """,
    "cost_centres_move_with_the_others": """
        update economics.fct_ledger_postings set cost_centre = '5030'
        where account = '5010' and cost_centre = '5040' and line_number % 2 = 0 and posting_date >= '2013-07-01'
    """,
    "postings_are_of_their_usual_size_and_side": """
        update economics.fct_ledger_postings set amount_sek = amount_sek * 1.25
        where account = '3010' and posting_date between '2013-05-01' and '2013-05-31'
    """,
    "what_is_booked_every_month_is_booked_in_each": """
        delete from economics.fct_ledger_postings
        where account = '7910' and posting_date between '2013-05-01' and '2013-05-31'
    """,
    "judgements_agree_with_what_is_below": """
        update goals.mart_goals__goals set judgement = 'uppfylls_delvis' where goal_id = '1' and judgement is not null
    """,
    "area_forecasts_are_of_their_outcomes_size": """
        update economics.mart_economics__forecasts set forecast_sek = forecast_sek * 10
        where line_id = 'cost_procurement'
    """,
    "every_goal_is_judged_with_a_reason": """
        update goals.mart_goals__goals set comment_sv = null where goal_id = '3.2.4' and judgement is not null
    """,
    "no_two_of_a_year_have_one_name": """
        update goals.mart_goals__activities set activity_sv = (
            select activity_sv from goals.mart_goals__activities order by activity_key desc limit 1
        )
        where activity_key = (select min(activity_key) from goals.mart_goals__activities)
    """,
}
