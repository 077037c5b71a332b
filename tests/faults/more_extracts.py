"""More faults of the kinds that a control finds, beside the one in ``extracts``: by the control and what went wrong."""

from __future__ import annotations

from tests.faults.extracts import A_UNIT, LAST_YEAR, ONE_ROW, ONE_ROW_OF_A_YEAR, altered, profiled

MORE_EXTRACT_FAULTS = {
    ("codes_do_not_vanish_or_appear_for_a_month", "a queue's clock is wrong for a month"): """
        update services.fct_calls_by_month set hour_number = hour_number + 12, calls_count = calls_count * 8
        where fiscal_period_id = '201305' and queue = (
            select arg_max(queue, calls_count) from services.fct_calls_by_month
        )
    """,
    ("no_survey_repeats_anothers_answers", "a question has another's answers"): altered(
        "surveys_answers",
        "select was.* replace (if(other.fraga is null, was.svar, other.svar) as svar) from was left join was as other"
        " on was.undersokning_id = 'KC-MB-2013' and was.fraga = 'bemotande' and other.fraga = 'helhet'"
        " and was.undersokning_id = other.undersokning_id and was.respondent_id = other.respondent_id",
    ),
    ("dates_run_in_order", "whoever has not begun has a default day"): altered(
        "registers_traineeships",
        "select * replace (coalesce(praktik_fran, date '1900-01-01') as praktik_fran) from was",
    ),
    ("administrators_hours_fit_into_the_month", "hours are hours and minutes"): altered(
        "payroll_administrator_hours",
        "select * replace (if(load_id like '2013-05%', floor(timmar) + timmar % 1 * 0.6, timmar)::decimal(18, 2)"
        " as timmar) from was",
    ),
    (
        "working_hours_follow_the_degree_of_employment",
        "overtime is in the hours of a third",
    ): altered(
        "payroll_working_hours",
        "select * replace (if(load_id like '2013-05%' and line_number % 3 = 0, ordinarie_timmar + 12,"
        " ordinarie_timmar)::decimal(18, 2) as ordinarie_timmar) from was",
    ),
    ("working_hours_follow_the_degree_of_employment", "holidays are ordinary days"): altered(
        "payroll_working_hours",
        "select * replace (if(load_id like '2013-05%', ordinarie_timmar * 23 / 21, ordinarie_timmar)::decimal(18, 2)"
        " as ordinarie_timmar) from was",
    ),
    ("amounts_keep_their_decimals", "a year was rounded"): f"""
        update economics.fct_ledger_postings set amount_sek = round(amount_sek) where {LAST_YEAR}
    """,
    ("meters_are_read_every_month", "two readings are last year's"): altered(
        "registers_energy_readings",
        "select * replace (if(year(manad) = 2013 and month(manad) in (3, 4), (select any_value(earlier.forbrukning_kwh)"
        " from was as earlier where earlier.anlaggning_id = was.anlaggning_id and earlier.manad = was.manad"
        " - interval 1 year), forbrukning_kwh) as forbrukning_kwh) from was",
    ),
    ("meters_are_read_every_month", "a reading came again under another number"): altered(
        "registers_energy_readings",
        f"from was union all select * replace ('E999' as anlaggning_id) from was where {ONE_ROW_OF_A_YEAR}",
    ),
    ("meters_are_read_every_month", "premises are larger for a month"): altered(
        "registers_energy_readings",
        f"select * replace (area_kvm + ({ONE_ROW_OF_A_YEAR})::int as area_kvm) from was",
    ),
    ("amounts_of_members_follow_last_years", "a meter shows another's readings"): altered(
        "registers_energy_readings",
        "select * replace (if(year(manad) = 2013, forbrukning_kwh * 2.6, forbrukning_kwh)::int as forbrukning_kwh)"
        " from was",
    ),
    ("numbers_follow_without_gaps", "a row of totals ends the file"): """
        delete from raw.profiles where entity = 'complaints' and statistic in ('gaps', 'first_number', 'last_number')
        and load_id like '2013%'
    """,
    ("registers_say_what_they_said", "a project that goes on is not listed"): altered(
        "registers_eu_projects",
        "from was where not (projekt_id = 'EU-02' and year(per_datum) = 2013)",
    ),
    ("no_two_of_a_year_have_one_name", "a project came twice"): altered(
        "registers_eu_projects",
        f"from was union all select * replace ('EU-99' as projekt_id) from was where {ONE_ROW_OF_A_YEAR}",
    ),
    ("dates_run_in_order", "a survey is of next year"): altered(
        "surveys_surveys",
        f"select * replace (if({ONE_ROW_OF_A_YEAR}, 2014, ar)::int as ar) from was",
    ),
    ("wages_are_booked_where_people_are_employed", "a reorganisation is in the payroll only"): """
        update economics.fct_ledger_postings set cost_centre = '2030'
        where cost_centre = '2020' and account like '5%' and posting_date >= '2013-07-01'
    """,
    ("outcomes_are_of_their_budgets_size", "investments are booked as costs"): f"""
        update economics.mart_economics__investments set outcome_sek = 0 where is_total and {LAST_YEAR}
    """,
    ("costs_and_revenue_keep_their_sign_each_month", "a month's depreciation is reversed"): """
        update economics.fct_ledger_postings set amount_sek = -amount_sek
        where account = '7910' and posting_date between '2013-05-01' and '2013-05-31'
    """,
    ("months_follow_their_history", "half of a payroll is booked twice"): """
        update economics.fct_ledger_postings set amount_sek = amount_sek * 1.5
        where account = '5010' and posting_date between '2013-05-01' and '2013-05-31'
    """,
    ("amounts_of_members_follow_last_years", "premises have another's area"): altered(
        "registers_energy_readings",
        "select * replace (if(year(manad) = 2013 and area_kvm < 2000, 5200, area_kvm) as area_kvm) from was",
    ),
    ("answers_follow_last_years", "no opinion is an answer"): altered(
        "surveys_answers",
        "select * replace (if(load_id like '2013%', coalesce(svar, 1), svar) as svar) from was",
    ),
    ("answers_follow_last_years", "the highest answers are lost"): altered(
        "surveys_answers",
        "select * replace (if(load_id like '2013%' and svar = 5, null, svar) as svar) from was",
    ),
    ("answers_follow_last_years", "everybody answered twice"): altered(
        "surveys_answers",
        "from was union all select * replace ('X' || respondent_id as respondent_id)"
        " from was where load_id like '2013%'",
    ),
    ("answers_follow_last_years", "a population is ten times"): altered(
        "surveys_surveys",
        "select * replace (if(undersokning_id = 'LA-IK-2013', 10, 1) * population as population) from was",
    ),
    ("answers_follow_last_years", "a question is of no part of its index"): altered(
        "surveys_questions",
        "select * replace (if(undersokning_id = 'ME-AMI-2013' and fraga = 'meningsfullt', null, delindex) as delindex)"
        " from was",
    ),
    (
        "codes_do_not_vanish_or_appear_for_a_month",
        "a buyer's scanned invoices are another channel's",
    ): """
        update services.fct_supplier_invoices_by_month set channel = 'other'
        where channel = 'electronic' and fiscal_period_id = '201305' and administration = (
            select arg_max(administration, invoices_count) from services.fct_supplier_invoices_by_month
        )
    """,
    ("columns_follow_their_history", "credit invoices are debits from May on"): """
        update raw.profiles set value = 0
        where entity = 'customer_invoices' and statistic = 'negative' and load_id >= '2013-05' and load_id < '2014'
    """,
    ("columns_follow_their_history", "half of a rare code is another's"): """
        update raw.profiles set value = value * 3
        where entity = 'customer_invoices' and code = 'manuell' and load_id like '2013-05%'
    """,
    ("columns_follow_their_history", "amounts are rounded"): profiled(
        "customer_invoices", "whole", "value = value * 20"
    ),
    ("columns_follow_their_history", "waits end at a limit"): profiled(
        "calls", "greatest", "value = 255"
    ),
    ("columns_of_years_follow_one_another", "a year's numbers are rounded"): """
        update raw.profiles set value = (
            select value from raw.profiles as filled
            where filled.load_id = profiles.load_id and filled.entity = profiles.entity
                and filled.column_name = profiles.column_name and filled.statistic = 'filled'
        )
        where entity = 'addon_services' and statistic = 'tens' and load_id like '2013%'
    """,
    ("registers_say_what_they_said", "a supplier was connected earlier"): altered(
        "registers_svefaktura_connections",
        "select * replace (if(year(per_datum) = 2013, ansluten_datum - 365, ansluten_datum) as ansluten_datum)"
        " from was",
    ),
    ("columns_of_a_row_agree", "a column of complaints was sorted without the others"): altered(
        "registers_complaints",
        "select * replace (if(year(inkom_datum) = 2013, lag(typ, 1, typ) over (order by load_id, line_number), typ)"
        " as typ)"
        " from was",
    ),
    ("columns_of_a_row_agree", "a unit's full-timers are part-timers against their will"): altered(
        "payroll_employments",
        f"select * replace (if({A_UNIT}, not deltid_ofrivillig, deltid_ofrivillig) as deltid_ofrivillig) from was",
    ),
    ("columns_of_a_row_agree", "declined requests are done"): altered(
        "registers_procurement_requests",
        "select * replace (if(year(inkom_datum) = 2013 and line_number % 2 = 0, 'genomford', status) as status)"
        " from was",
    ),
    ("columns_of_a_row_agree", "a supplier that is not connected sends Svefaktura"): """
        update services.fct_supplier_invoices_by_supplier_and_month set channel = 'svefaktura'
        where channel = 'electronic' and fiscal_period_id = '201305' and supplier_id = (
            select max(supplier_id) from services.fct_supplier_invoices_by_supplier_and_month
            where channel = 'electronic' and fiscal_period_id = '201305'
                and supplier_id not in (select supplier_id from staging.stg_registers__svefaktura_connections)
        )
    """,
    ("columns_of_years_follow_one_another", "the last quarter is cut off"): """
        delete from raw.profiles
        where entity = 'public_feedback' and statistic = 'month' and code >= '10' and load_id like '2013%'
    """,
    ("columns_of_years_follow_one_another", "half of what was done has no day"): """
        update raw.profiles set value = value / 2
        where entity = 'risk_measures' and column_name = 'genomford_datum' and statistic = 'filled'
            and load_id like '2013%'
    """,
    ("columns_of_years_follow_one_another", "what is not concluded is left out"): """
        update raw.profiles set value = (
            select value from raw.profiles as rows_of_year
            where rows_of_year.load_id = profiles.load_id and rows_of_year.entity = profiles.entity
                and rows_of_year.statistic = 'rows'
        )
        where entity = 'advertised_procurements' and column_name = 'avslutad_datum' and statistic = 'filled'
            and load_id like '2013%'
    """,
    ("a_number_and_a_name_belong_together", "two customers have one number"): altered(
        "invoicing_customer_invoices",
        "select * replace (if(forvaltning_id = 'F080', 'F090', forvaltning_id) as forvaltning_id) from was",
    ),
    ("amounts_of_partners_follow_their_history", "a buyer's amounts are in thousands"): """
        update services.fct_supplier_invoices_by_month set amount_sek = amount_sek / 1000
        where fiscal_period_id = '201305' and administration = (
            select arg_max(administration, invoices_count) from services.fct_supplier_invoices_by_month
        )
    """,
    ("amounts_keep_their_decimals", "the payroll is booked in whole kronor"): """
        update economics.fct_ledger_postings set amount_sek = round(amount_sek)
        where account = '5010' and fiscal_year = 2013
    """,
    ("steady_accounts_stay_steady", "the rents of a month are ten times"): """
        update economics.fct_ledger_postings set amount_sek = amount_sek * 10
        where account = '6010' and posting_date between '2013-05-01' and '2013-05-31'
    """,
    ("steady_accounts_stay_steady", "a cost centre's wages of a month are another's"): """
        update economics.fct_ledger_postings set cost_centre = '2030'
        where account = '5010' and cost_centre = '2020' and posting_date between '2013-05-01' and '2013-05-31'
    """,
    ("steady_accounts_stay_steady", "a customer is not invoiced for a month"): """
        delete from economics.fct_ledger_postings
        where counterparty = 'F070' and account like '3%' and fiscal_period_id = '201305'
    """,
    ("steady_accounts_stay_steady", "a customer's invoices of a month are in thousands"): """
        update economics.fct_ledger_postings set amount_sek = amount_sek / 1000
        where counterparty = 'F070' and account like '3%' and fiscal_period_id = '201305'
    """,
    ("steady_accounts_stay_steady", "a month of the payroll has half its rows"): """
        delete from economics.fct_ledger_postings
        where account = '5610' and posting_date between '2013-05-01' and '2013-05-31' and line_number % 2 = 0
    """,
    ("postings_keep_their_objects", "most counterparties of a month are lost"): """
        update economics.fct_ledger_postings set counterparty = null
        where account = '3020' and fiscal_period_id = '201305' and line_number % 3 > 0
    """,
    ("what_is_booked_every_month_is_booked_in_each", "a month's tax is not settled"): """
        delete from economics.fct_ledger_postings where voucher_series = 'M' and fiscal_period_id = '201305'
    """,
    ("what_is_booked_every_month_is_booked_in_each", "an account ends in the autumn"): """
        update economics.fct_ledger_postings set account = '6010', account_id = fiscal_year || '-6010'
        where account = '6020' and posting_date >= '2013-09-01'
    """,
    ("what_is_booked_every_month_is_booked_in_each", "a supplier's quarter is not booked"): """
        delete from economics.fct_ledger_postings
        where posting_date between '2013-07-01' and '2013-09-30' and voucher_series = 'L' and counterparty = (
            select counterparty from economics.fct_ledger_postings
            where voucher_series = 'L' and account = '2510' group by counterparty order by count(*) desc limit 1
        )
    """,
    ("steady_accounts_stay_steady", "the interest is half as high again from July on"): """
        update economics.fct_ledger_postings set amount_sek = amount_sek * 1.5
        where account = '8510' and posting_date >= '2013-07-01'
    """,
    ("shares_of_members_follow_their_year", "what a group hands over is left out from July on"): """
        delete from services.fct_cases_by_month
        where answer_group = 'Förskola' and outcome <> 'solved_at_first_contact' and fiscal_period_id >= '201307'
    """,
    ("no_code_is_missing_for_days", "two weeks of an administration are missing"): profiled(
        "customer_invoices",
        "code_dates",
        "value = value - 10",
        "column_name = 'forvaltning_id' and code = 'F020'",
    ),
    ("series_keep_to_their_accounts", "payments are booked as costs"): """
        update economics.fct_ledger_postings set account = '7510', account_id = fiscal_year || '-7510'
        where voucher_series = 'U' and account = '2510' and posting_date between '2013-05-13' and '2013-05-19'
    """,
    ("series_keep_to_their_accounts", "an administration is among the companies"): """
        update economics.fct_ledger_postings set account = '1510', account_id = fiscal_year || '-1510'
        where account = '1560' and counterparty = 'F020' and posting_date >= '2013-05-01'
    """,
    (
        "cost_centres_move_with_the_others",
        "a cost centre's IT is on its telephones from July on",
    ): """
        update economics.fct_ledger_postings set account = '6810', account_id = fiscal_year || '-6810'
        where account = '6820' and cost_centre = '5020' and posting_date >= '2013-07-01'
    """,
    ("postings_are_of_their_usual_size_and_side", "a year is in another currency"): f"""
        update economics.fct_ledger_postings set amount_sek = amount_sek / 8.6
        where voucher_series = 'L' and {LAST_YEAR}
    """,
    ("postings_are_of_their_usual_size_and_side", "a week of invoices is credited"): """
        update economics.fct_ledger_postings set amount_sek = -amount_sek
        where voucher_series = 'K' and posting_date between '2013-05-13' and '2013-05-17'
    """,
    ("postings_are_of_their_usual_size_and_side", "the credit notes of a year are not booked"): f"""
        delete from economics.fct_ledger_postings where voucher_series = 'K' and {LAST_YEAR}
            and if(account like '3%', amount_sek > 0, amount_sek < 0)
    """,
    ("the_budget_follows_last_years", "the budget of one area is missing"): """
        delete from economics.fct_budget where business_area_id = 'procurement'
            and fiscal_year = (select max(fiscal_year) from common.dim_fiscal_year)
    """,
    ("the_budget_follows_last_years", "the budget does not balance"): """
        update economics.fct_budget set amount_sek = amount_sek + 1000
        where budget_id = (select max(budget_id) from economics.fct_budget where account = '5010')
    """,
    ("council_targets_are_of_the_boards_size", "a share is a hundred times"): """
        update goals.mart_goals__indicators set council_target = council_target * 100 where indicator_id = '2.4-6'
    """,
    (
        "what_is_booked_every_month_is_booked_in_each",
        "a month's depreciation is on another account",
    ): """
        update economics.fct_ledger_postings set account = '5010'
        where account = '7910' and posting_date between '2013-05-01' and '2013-05-31'
    """,
    ("judgements_agree_with_what_is_below", "a goal is missed whose indicators are all met"): """
        update goals.mart_goals__goals set judgement = 'uppfylls_inte'
        where goal_id = '3.1' and fiscal_year = 2013
    """,
    ("hours_of_absence_follow_their_days", "the hours of a cost centre are days"): altered(
        "payroll_absence_spells",
        "select * replace (timmar / 8 as timmar) from was",
    ),
    ("administrators_hours_fit_into_the_month", "a full time is a day's"): altered(
        "invoicing_administrator_hours",
        f"select * replace (if({ONE_ROW}, 8, heltidstimmar) as heltidstimmar) from was",
    ),
    (
        "an_employment_has_one_person_and_one_cost_centre",
        "a spell of absence is under another's employment",
    ): altered(
        "payroll_absence_spells",
        f"select * replace (if({ONE_ROW}, (select max(anstallning_id) from was), anstallning_id) as anstallning_id)"
        " from was",
    ),
    ("codes_do_not_take_one_anothers_place", "two queues have changed places from May on"): """
        update raw.profiles set code = if(code = 'Förskola', 'Tillstånd och markupplåtelse', 'Förskola')
        where entity = 'calls' and column_name = 'queue' and load_id >= '2013-05' and load_id < '2014'
            and code in ('Tillstånd och markupplåtelse', 'Förskola')
    """,
    ("answers_follow_last_years", "half of a group are another's"): altered(
        "surveys_answers",
        "select * replace (if(undersokning_id = 'EK-IK-2013' and hash(respondent_id) % 2 = 0, 'another',"
        " respondentgrupp) as respondentgrupp) from was",
    ),
    ("meters_are_read_every_month", "a year's first reading is lost"): altered(
        "registers_energy_readings",
        "from was where not (anlaggning_id = 'E101' and manad = '2013-01-01')",
    ),
    ("meters_are_read_every_month", "a reading is repeated from July on"): altered(
        "registers_energy_readings",
        "select * replace (if(anlaggning_id = 'E101' and manad >= '2013-07-01', 14000, forbrukning_kwh)"
        " as forbrukning_kwh) from was",
    ),
    ("meters_are_read_every_month", "a month has no budget"): altered(
        "goals_volumes", "from was where manad <> '2013-06-01'"
    ),
    ("no_two_of_a_year_have_one_name", "two goals have one reason"): """
        update goals.mart_goals__goals set comment_sv = (
            select comment_sv from goals.mart_goals__goals where goal_id = '2.4' and fiscal_year = 2013
        )
        where goal_id = '3.1' and fiscal_year = 2013
    """,
    ("parts_are_numbered_after_their_goal", "all activities of a goal are under another"): altered(
        "goals_activities",
        "select * replace (if(mal_id = '3.2', '2.3', mal_id) as mal_id) from was",
    ),
    ("parts_of_a_goal_are_numbered_without_gaps", "the first indicator of a goal is lost"): altered(
        "goals_indicators", "from was where ar = 2012 or indikator_id <> '2.4-1'"
    ),
    ("rows_are_not_delivered_twice", "readings came under other meters too"): """
        update raw.profiles set value = 28
        where entity = 'energy_readings' and statistic = 'twins' and load_id like '2013%'
    """,
    ("every_forecast_is_made_in_each_tertial", "no indicator is forecast"): altered(
        "goals_indicator_forecasts", "from was where false"
    ),
    ("forecasts_of_indicators_are_of_their_targets_size", "forecasts are in another unit"): """
        update goals.mart_goals__indicator_forecasts set forecast = forecast * 100
    """,
    ("forecasts_of_indicators_are_of_their_targets_size", "all forecasts are one number"): """
        update goals.mart_goals__indicator_forecasts set forecast = 5
    """,
    ("every_goal_is_judged_with_a_reason", "no goal is judged"): """
        update goals.mart_goals__goals set judgement = null
    """,
    ("no_two_of_a_year_have_one_name", "two goals have one name"): """
        update goals.mart_goals__goals set label_sv = (
            select label_sv from goals.mart_goals__goals as other
            where other.goal_id = '3.2.1' and other.fiscal_year = mart_goals__goals.fiscal_year
        )
        where goal_id = '3.2.2'
    """,
    ("numbers_go_on_from_month_to_month", "an employment is in no extract"): altered(
        "payroll_employments", "from was where anstallning_id <> 'A100300'"
    )
    + ";"
    + altered("payroll_working_hours", "from was where anstallning_id <> 'A100300'"),
    ("units_with_hours_have_employments", "a unit's hours are another's"): altered(
        "payroll_working_hours",
        "select * replace (if(load_id like '2013-05%' and kostnadsstalle = '6010', '6020', kostnadsstalle)"
        " as kostnadsstalle) from was",
    ),
}
