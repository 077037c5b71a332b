"""Faults of changeovers and of lists beside one another: by the control that finds it, and what went wrong."""

from __future__ import annotations

from tests.faults.extracts import altered

CHANGEOVER_FAULTS = {
    ("administrators_hours_fit_into_the_month", "training is in the hours of the autumn"): altered(
        "payroll_administrator_hours",
        "select * replace (if(manad >= '2013-09-01', timmar * 1.08, timmar)::decimal(18, 2) as timmar) from was",
    ),
    ("administrators_hours_fit_into_the_month", "all report their schedule"): altered(
        "payroll_administrator_hours",
        "select * replace (if(year(manad) = 2013, heltidstimmar, timmar) as timmar) from was",
    ),
    (
        "working_hours_follow_the_degree_of_employment",
        "a part-timer has a whole post by one system",
    ): altered(
        "payroll_employments",
        "select * replace (if(per_datum >= '2013-07-01' and anstallning_id = (select min(anstallning_id) from was where"
        " sysselsattningsgrad_pct = 80 and load_id like '2013-12%'), 100, sysselsattningsgrad_pct) as"
        " sysselsattningsgrad_pct) from was",
    ),
    (
        "shares_of_members_follow_their_year",
        "one administration's forms are self-service all year",
    ): """
        update services.fct_payslips_by_month set payslips_count = payslips_count // 2
        where not is_self_service and fiscal_year = 2013 and administration = (
            select arg_max(administration, payslips_count) from services.fct_payslips_by_month
        )
    """,
    ("shares_of_members_follow_their_year", "a reply solves the mail from July on"): altered(
        "payroll_payroll_service_cases",
        "select * replace (lost_vid_forsta_kontakten or (inkom_datum >= '2013-07-01' and kanal = 'e-post' and"
        " line_number % 2 = 0) as lost_vid_forsta_kontakten) from was",
    ),
    ("amounts_of_members_follow_last_years", "a budget's months are one row off"): altered(
        "goals_volumes",
        "select * replace (if(year(manad) = 2013, lag(budgeterad_volym) over (order by manad), budgeterad_volym) as"
        " budgeterad_volym) from was",
    ),
    ("amounts_of_members_follow_last_years", "tenants are in a meter's first quarter"): altered(
        "registers_energy_readings",
        "select * replace (if(anlaggning_id = 'E101' and manad between '2013-01-01' and '2013-03-31',"
        " forbrukning_kwh * 13 // 10, forbrukning_kwh) as forbrukning_kwh) from was",
    ),
    ("amounts_of_members_follow_last_years", "a supplier's agreement is of all buyers"): altered(
        "registers_svefaktura_connections",
        "select * replace (if(load_id like '2013%' and line_number = 2, 2 * arsvolym, arsvolym) as arsvolym) from was",
    ),
    ("amounts_of_members_follow_last_years", "consultants count as competition"): altered(
        "registers_competition_purchases",
        "select * replace (if(load_id like '2013%' and line_number = 2, budgeterad_kostnad / 50, upphandlad_kostnad)"
        "::decimal(18, 2) as upphandlad_kostnad) from was",
    ),
    (
        "the_register_of_competition_states_the_budget",
        "one business has last year's budget",
    ): altered(
        "registers_competition_purchases",
        "select * replace (if(load_id like '2013%' and verksamhet = 'Äldre Direkt', 13100000, budgeterad_kostnad)"
        "::decimal(18, 2) as budgeterad_kostnad) from was",
    ),
    ("codes_do_not_vanish_or_appear_for_a_month", "a kind ends with the year"): """
        delete from raw.profiles
        where entity = 'pension_cases' and statistic = 'code' and code = 'efterlevande' and load_id like '2013%'
    """,
    ("kinds_of_rows_are_there_all_year", "a kind is called another from the summer on"): altered(
        "registers_complaints",
        "select * replace (if(inkom_datum between '2013-07-01' and '2013-12-31' and typ = 'positiv_synpunkt',"
        " 'klagomal', typ) as typ) from was",
    ),
    ("answers_follow_last_years", "a fifth of last year's answers are in a survey"): altered(
        "surveys_answers",
        "from was union all select * replace ('EK-IK-2013' as undersokning_id, 'T' || respondent_id as respondent_id)"
        " from was where undersokning_id = 'EK-IK-2012' and hash(respondent_id) % 5 < 2",
    ),
    ("answers_follow_last_years", "one group's form begins with two"): altered(
        "surveys_answers",
        "select * replace (if(undersokning_id = 'ME-AMI-2013' and respondentgrupp = 'kontaktcenter',"
        " least(svar + 1, 5), svar) as svar) from was",
    ),
    ("answers_follow_last_years", "two fifths of the answers are missing"): altered(
        "surveys_answers",
        "from was where not (undersokning_id = 'KC-MB-2013' and hash(respondent_id) % 5 < 2)",
    ),
    ("columns_of_years_follow_one_another", "comments are under a name of their own"): """
        insert into raw.profiles
        select * replace ('Nämnden' as code, 70 as value) from raw.profiles
        where entity = 'public_feedback' and column_name = 'forvaltning' and statistic = 'code' and load_id like '2013%'
        limit 1
    """,
    ("targets_are_of_their_outcomes_size", "a target is the next row's"): """
        update goals.mart_goals__indicators set board_target = 100
        where indicator_id = '2.4-4' and fiscal_year = 2013
    """,
    (
        "forecasts_of_indicators_are_of_their_targets_size",
        "a forecast is of two thirds of the year",
    ): """
        update goals.mart_goals__indicator_forecasts set forecast = forecast * 8 / 12
        where indicator_id = '3.2.6-2'
    """,
    ("no_two_of_a_year_have_one_name", "an area has two numbers"): altered(
        "registers_procurement_areas",
        "from was union all select * replace ('O99' as omrade_id) from was where load_id like '2013%' and"
        " omrade_id = (select min(omrade_id) from was)",
    ),
}
