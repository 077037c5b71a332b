"""Faults of a system that counts, dates, cuts or codes by another rule: by the control and what went wrong."""

from __future__ import annotations

from tests.faults.extracts import ONE_ROW_OF_A_YEAR, altered

_OF_THE_YEAR = "load_id like '2013%'"
_FROM_JULY = "load_id >= '2013-07' and load_id < '2014'"

CHANGED_RULE_FAULTS = {
    ("numbers_follow_without_gaps", "a kind of row is left out from July on"): f"""
        update raw.profiles set value = 5 where entity = 'payslips' and statistic = 'gaps' and {_FROM_JULY}
    """,
    ("columns_follow_their_history", "waits begin with the menu from July on"): f"""
        update raw.profiles set value = value * 1.4
        where entity = 'switchboard_calls' and statistic = 'sum' and {_FROM_JULY}
    """,
    ("columns_follow_their_history", "amounts are with tax from New Year on"): f"""
        update raw.profiles set value = value * 1.25
        where entity = 'customer_invoices' and statistic = 'sum' and {_OF_THE_YEAR}
    """,
    ("columns_follow_their_history", "who is called back is answered from New Year on"): f"""
        update raw.profiles set value = (
            select 0.5 * value + 0.5 * profiles.value from raw.profiles as filled
            where filled.load_id = profiles.load_id and filled.entity = profiles.entity
                and filled.column_name = profiles.column_name and filled.statistic = 'filled'
        )
        where entity = 'payroll_service_calls' and statistic = 'true' and {_OF_THE_YEAR}
    """,
    ("columns_follow_their_history", "half of the forms are self-service from New Year on"): f"""
        update raw.profiles set value = value / 2
        where entity = 'payslips' and code = 'manuellt' and {_OF_THE_YEAR}
    """,
    ("columns_follow_their_history", "an hour of the clock is lost from New Year on"): f"""
        update raw.profiles set value = value - 3600 * (
            select value from raw.profiles as filled
            where filled.load_id = profiles.load_id and filled.entity = profiles.entity
                and filled.column_name = profiles.column_name and filled.statistic = 'filled'
        )
        where entity = 'calls' and statistic = 'seconds' and {_OF_THE_YEAR}
    """,
    ("columns_follow_their_history", "fifty waits are the longest"): """
        update raw.profiles set value = (
            select value from raw.profiles as greatest
            where greatest.load_id = profiles.load_id and greatest.entity = profiles.entity
                and greatest.column_name = profiles.column_name and greatest.statistic = 'greatest'
        )
        where entity = 'calls' and statistic = 'fiftieth' and load_id like '2013-05%'
    """,
    ("codes_do_not_vanish_or_appear_for_a_month", "a supplier's invoices are its parent's"): """
        update services.fct_supplier_invoices_by_supplier_and_month set supplier_id = '999999-9999'
        where fiscal_period_id = '201305' and supplier_id = (
            select arg_max(supplier_id, invoices_count) from services.fct_supplier_invoices_by_supplier_and_month
        )
    """,
    ("codes_do_not_vanish_or_appear_for_a_month", "a machine answers a queue"): """
        update services.fct_calls_by_month set answered_count = calls_count
        where fiscal_period_id = '201305' and queue = (
            select arg_max(queue, calls_count) from services.fct_calls_by_month where service = 'contact_centre'
        )
    """,
    ("codes_do_not_vanish_or_appear_for_a_month", "nothing of a group is handed over"): """
        update services.fct_cases_by_month set outcome = 'closed'
        where outcome = 'handed_over' and fiscal_period_id = '201305' and answer_group = (
            select arg_max(answer_group, cases_count) from services.fct_cases_by_month
        )
    """,
    ("shares_of_members_follow_their_year", "a queue's clock starts late"): """
        update services.fct_calls_by_month set wait_seconds = wait_seconds // 4
        where fiscal_period_id = '201305' and queue = (
            select arg_max(queue, calls_count) from services.fct_calls_by_month where service = 'contact_centre'
        )
    """,
    ("shares_of_members_follow_their_year", "a third of a supplier's invoices are lost"): """
        update services.fct_supplier_invoices_by_supplier_and_month set invoices_count = invoices_count * 2 // 3
        where fiscal_period_id = '201305' and supplier_id = (
            select arg_max(supplier_id, invoices_count) from services.fct_supplier_invoices_by_supplier_and_month
        )
    """,
    (
        "shares_of_members_follow_their_year",
        "an administration's amounts are twice from September on",
    ): """
        update services.fct_customer_invoices_by_month set amount_sek = amount_sek * 2
        where fiscal_period_id >= '201309' and administration = (
            select arg_max(administration, invoices_count) from services.fct_customer_invoices_by_month
        )
    """,
    (
        "shares_of_members_follow_their_year",
        "four fifths of a buyer's electronic invoices are lost",
    ): """
        update services.fct_supplier_invoices_by_month set invoices_count = invoices_count // 5
        where channel = 'electronic' and fiscal_period_id = '201305' and administration = (
            select arg_max(administration, invoices_count) from services.fct_supplier_invoices_by_month
        )
    """,
    (
        "columns_follow_their_history",
        "half of what is handed over names nobody from September on",
    ): """
        update raw.profiles set value = value / 2
        where entity = 'cases' and column_name = 'handed_over_to' and statistic = 'filled' and load_id >= '2013-09'
            and load_id < '2014'
    """,
    ("texts_are_not_damaged", "a name is in capitals"): """
        insert into raw.profiles by name
        select * replace (upper(code) as code) from raw.profiles
        where entity = 'customer_meetings' and column_name = 'verksamhet' and statistic = 'code' limit 1
    """,
    ("columns_of_a_row_agree", "who is on leave has no degree"): altered(
        "payroll_employments",
        "select * replace (if(load_id like '2013-05%' and line_number % 25 = 0, 0, sysselsattningsgrad_pct)"
        "::decimal(18, 2) as sysselsattningsgrad_pct) from was",
    ),
    ("working_hours_follow_the_degree_of_employment", "lunch is in the hours all year"): altered(
        "payroll_working_hours",
        "select * replace (if(year(manad) = 2013, ordinarie_timmar * 8.5 / 8, ordinarie_timmar)::decimal(18, 2)"
        " as ordinarie_timmar) from was",
    ),
    (
        "working_hours_follow_the_degree_of_employment",
        "an administrator has 40 hours a week",
    ): altered(
        "invoicing_administrator_hours",
        "select * replace (if(load_id like '2013-05%', heltidstimmar * 40 / 38.25, heltidstimmar)::decimal(18, 2)"
        " as heltidstimmar) from was",
    ),
    ("an_employment_has_one_person_and_one_cost_centre", "sick leave becomes other leave"): altered(
        "payroll_absence_spells",
        "select * replace (if(manad - fran_datum > 14, 'tjanstledig', orsak) as orsak) from was",
    ),
    ("an_employment_has_one_person_and_one_cost_centre", "an extent is what is worked"): altered(
        "payroll_absence_spells",
        "select * replace (if(load_id like '2013-05%' and omfattning_pct < 100, 100 - omfattning_pct, omfattning_pct)"
        "::decimal(18, 2) as omfattning_pct) from was",
    ),
    ("hours_of_absence_follow_their_days", "the first day has no hours"): altered(
        "payroll_absence_spells",
        "select * replace (if(load_id like '2013-05%' and fran_datum >= manad, greatest(0, timmar - 8), timmar)"
        "::decimal(18, 2) as timmar) from was",
    ),
    ("registers_say_what_they_said", "a department is a customer"): altered(
        "invoicing_customers",
        f"from was union all select * replace ('F999' as kund_id) from was where {ONE_ROW_OF_A_YEAR}",
    ),
    ("amounts_of_members_follow_last_years", "areas are with common space"): altered(
        "registers_energy_readings",
        "select * replace (if(year(manad) = 2013, area_kvm * 1.2, area_kvm)::int as area_kvm) from was",
    ),
    (
        "amounts_of_members_follow_last_years",
        "what a business buys of others is bought in competition",
    ): altered(
        "registers_competition_purchases",
        f"select * replace (if({ONE_ROW_OF_A_YEAR}, budgeterad_kostnad, upphandlad_kostnad) as upphandlad_kostnad)"
        " from was",
    ),
    ("hours_of_absence_follow_their_days", "extents are what is worked"): altered(
        "payroll_absence_spells",
        "select * replace (if(load_id like '2013-05%' and omfattning_pct < 100, timmar * (100 - omfattning_pct)"
        " / omfattning_pct, timmar)::decimal(18, 2) as timmar) from was",
    ),
    ("answers_follow_last_years", "a group's answers are another's"): altered(
        "surveys_answers",
        "from was where undersokning_id <> 'LA-IK-2013' or respondentgrupp <> 'kontaktpersoner' union all"
        " select * replace ('K' || respondent_id as respondent_id, 'kontaktpersoner' as respondentgrupp) from was"
        " where undersokning_id = 'LA-IK-2013' and respondentgrupp = 'chefer'",
    ),
    ("answers_follow_last_years", "half of the lowest answers are no opinion"): altered(
        "surveys_answers",
        "select * replace (if(load_id like '2013%' and svar <= 2 and line_number % 2 = 0, null, svar) as svar)"
        " from was",
    ),
    ("answers_follow_last_years", "a third answered for two"): altered(
        "surveys_answers",
        "from was union all select * replace ('X' || respondent_id as respondent_id)"
        " from was where undersokning_id = 'EK-IK-2013' and hash(respondent_id) % 3 = 0",
    ),
}
