"""Faults of everyday operation: an upgrade, a query or a hand at the keyboard; by control, and what went wrong."""

from __future__ import annotations

from tests.faults.extracts import altered

_OF_THE_AUTUMN = "load_id >= '2013-09' and load_id < '2014'"
_FILLED = """
    (
        select value from raw.profiles as filled
        where filled.load_id = profiles.load_id and filled.entity = profiles.entity
            and filled.column_name = profiles.column_name and filled.statistic = 'filled'
    )
"""

OPERATION_FAULTS = {
    ("columns_follow_their_history", "a reminder's forms count as typed from September on"): f"""
        update raw.profiles set value = value * if(code = 'manuellt', 1.3, 0.9)
        where entity = 'payslips' and column_name = 'underlag' and statistic = 'code' and {_OF_THE_AUTUMN}
    """,
    ("columns_follow_their_history", "a robot answers some who hang up from September on"): f"""
        update raw.profiles set value = value + ({_FILLED} - value) / 2
        where entity = 'switchboard_calls' and statistic = 'true' and {_OF_THE_AUTUMN}
    """,
    ("columns_follow_their_history", "waits begin later, many at nothing, from September on"): f"""
        update raw.profiles set value = value + {_FILLED} / 8
        where entity = 'calls' and column_name = 'wait_seconds' and statistic = 'tens' and {_OF_THE_AUTUMN}
    """,
    (
        "a_number_and_a_name_belong_together",
        "names of customers are one row off for a year",
    ): altered(
        "invoicing_customer_invoices",
        "select * replace (if(year(faktura_datum) = 2013, lag(forvaltning, 1, forvaltning) over (order by faktura_id),"
        " forvaltning) as forvaltning) from was",
    ),
    ("codes_do_not_take_one_anothers_place", "buyers' names lie one row off for a month"): """
        update raw.profiles set value = value + if(code like 'S%', 1, -1)
        where entity = 'supplier_invoices' and column_name = 'kopare' and statistic = 'code'
            and load_id like '2013-05%' and code in ('Socialförvaltningen', 'Utbildningsförvaltningen')
    """,
    ("answers_follow_last_years", "a population is of all years' customers"): altered(
        "surveys_surveys",
        "select * replace (if(undersokning_id = 'EK-IK-2013', 5 * population // 2, population) as population) from was",
    ),
    ("forecasts_of_indicators_are_of_their_targets_size", "forecasts are rounded"): """
        update goals.mart_goals__indicator_forecasts set forecast = round(forecast)
    """,
    ("kinds_of_rows_are_there_all_year", "what has no source comes by a survey"): altered(
        "registers_complaints",
        "select * replace (if(inkom_datum between '2013-01-01' and '2013-06-30', 'kundundersokning', kalla) as kalla)"
        " from was",
    ),
    ("administrators_hours_fit_into_the_month", "hours lie one row off in a month"): altered(
        "payroll_administrator_hours",
        "select * replace (if(manad = '2013-05-01', lag(timmar, 1, timmar) over (partition by manad order by"
        " handlaggare), timmar) as timmar) from was",
    ),
}
