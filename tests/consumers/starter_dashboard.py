"""What each chart of the starter dashboard must show of a year, asked of the release itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

INCOME = "from economics.mart_economics__income_statement where fiscal_year = $year"
RESULT = "from economics.mart_economics__result_by_business_area where fiscal_year = $year"
HOUR = "lpad(hour_number::varchar, 2, '0') as hour,"
# The name by which an area is chosen, in one spelling on all pages.
AREAS = "join common.dim_business_area as areas using (business_area_id)"
GOALS = "from goals.mart_goals__goals where fiscal_year = $year and judgement is not null"
INDICATORS = "from goals.mart_goals__indicators where fiscal_year = $year"
SICK_LEAVE = "from hr.mart_hr__sick_leave where measure_window = 'december_to_november'"
EMPLOYEES = "from hr.mart_hr__employees where fiscal_year = $year"


def _result(line: str) -> str:
    """Return a tile's query: a total line of the result by area, in millions."""
    return (
        "select outcome_sek * 0.000001 as {0}, budget_sek * 0.000001 as {1}, prior_outcome_sek * 0.000001 as {2}"
        f" {RESULT} and line_id = '{line}'"
    )


def _shares(year: str, by: str = "") -> str:
    """Return the query of calls by service: how many, and the share answered in time, of a year."""
    return f"""
        select {by} case service when 'contact_centre' then 'Kontaktcenter' when 'switchboard' then 'Växeln'
                else service end as service_sv,
            sum(calls_count)::bigint as calls,
            (100.0 * sum(in_time_count) / sum(counted_count))::decimal(9, 4) as in_time
        from services.fct_calls_by_month where fiscal_year = {year} group by all"""


EXPECTED = {
    "kostnader": _result("cost_total").format("outcome_mnkr", "budget_mnkr", "prior_mnkr"),
    "intakter": _result("revenue_total").format("outcome_mnkr", "budget_mnkr", "prior_mnkr"),
    "netto": _result("result_total").format("net_mnkr", "net_budget_mnkr", "net_prior_mnkr"),
    "resultatrakning": f"select label_sv, outcome_sek, prior_outcome_sek, difference_sek {INCOME}",
    "netto_per_omrade": "select areas.label_sv as business_area_sv, net_outcome_sek * 0.000001 as net_mnkr,"
    " budgeted_net_sek * 0.000001 as net_budget_mnkr, prior_net_outcome_sek * 0.000001 as net_prior_mnkr"
    f" from economics.mart_economics__net_by_business_area as net {AREAS}"
    " where fiscal_year = $year and not net.is_total and not net.is_of_which",
    "kostnadsforandring": "select label_sv, change_sek * 0.000001 as change_mnkr"
    " from economics.mart_economics__cost_bridge where fiscal_year = $year and not is_total and change_sek is not null",
    "nar_malet": f"select nullif(count(*), 0) as indicators {INDICATORS} and is_board_target_met",
    "nar_inte_malet": f"select nullif(count(*), 0) as indicators {INDICATORS} and not is_board_target_met",
    "maluppfyllelse": f"select level_label_sv, computed_fulfilment_label_sv, count(*) as goals {GOALS} group by all",
    "bedomning": f"select judgement_label_sv, computed_fulfilment_label_sv, count(*) as goals {GOALS} group by all",
    "indikatorer": "select indicator_id, label_sv, unit, outcome, prior_outcome, board_target,"
    " case is_board_target_met when true then 'Ja' when false then 'Nej' else 'Utfall saknas' end as target_met_sv"
    f" {INDICATORS} and board_target is not null",
    "samtal": f"""
        select service_sv, own.calls, prior.calls as prior_calls, own.in_time, prior.in_time as prior_in_time,
            (select board_target {INDICATORS} and member = '' and measure_id = case service_sv
                when 'Kontaktcenter' then 'answered_in_time_pct' else 'switchboard_answered_in_time_pct' end)
                as target_in_time
        from ({_shares("$year")}) as own full join ({_shares("$year - 1")}) as prior using (service_sv)""",
    "svar_per_manad": "select month, service_sv, in_time from"
    f" ({_shares('$year', by='fiscal_period_id[5:] as month,')})",
    "samtal_per_timme": f"select hour, service_sv, calls from ({_shares('$year', by=HOUR)})",
    "arenden_per_grupp": """
        select answer_group, case outcome when 'solved_at_first_contact' then 'Lösta vid första kontakten'
            when 'handed_over' then 'Lämnade vidare' when 'open' then 'Öppna' end as outcome_sv,
            sum(cases_count)::bigint as cases
        from services.fct_cases_by_month where fiscal_year = $year group by all""",
    "fakturor_per_manad": """
        select fiscal_period_id[5:] as month, case channel when 'electronic' then 'Elektroniska'
            when 'scanned' then 'Skannade' when 'svefaktura' then 'Svefaktura' end as channel_sv,
            sum(invoices_count)::bigint as invoices
        from services.fct_supplier_invoices_by_month where fiscal_year = $year group by all""",
    "sjukfranvaro": f"""
        select (select sick_leave_pct {SICK_LEAVE} and breakdown = 'total' and fiscal_year = $year) as sick_leave,
            (select sick_leave_pct {SICK_LEAVE} and breakdown = 'total' and fiscal_year = $year - 1)
                as prior_sick_leave,
            (select board_target {INDICATORS} and member = '' and measure_id = 'sick_leave_pct') as target""",
    "sjukfranvaro_manad": f"""
        select own.month, own.pct as sick_leave, prior.pct as prior_sick_leave
        from (select member[:7] as month, sick_leave_pct as pct {SICK_LEAVE} and breakdown = 'month'
            and fiscal_year = $year) as own
        left join (select member[6:7] as of_year, sick_leave_pct as pct {SICK_LEAVE} and breakdown = 'month'
            and fiscal_year = $year - 1) as prior on own.month[6:7] = prior.of_year""",
    "anstallda": f"select employees_count as employees, prior_employees_count as prior_employees {EMPLOYEES}"
    " and breakdown = 'total'",
    "arsarbetare_totalt": "select full_times as full_times_sum, prior_full_times as prior_full_times_sum"
    f" {EMPLOYEES} and breakdown = 'total'",
    "arsarbetare": "select label_sv, full_times as full_times_sum, prior_full_times as prior_full_times_sum"
    f" {EMPLOYEES} and breakdown = 'business_area' and full_times is not null",
    "visas_inte": f"select label_sv {EMPLOYEES} and breakdown = 'business_area' and not is_disclosed",
    "verifikationer": f"""
        select voucher_date::varchar as voucher_date, voucher_series || ' ' || voucher_number as voucher,
            postings.account || ' ' || account_name_sv as account_sv, statement_line_label_sv as statement_line_sv,
            areas.label_sv as business_area_sv, cost_centre,
            coalesce(transaction_text, voucher_text) as posting_text, amount_sek
        from economics.fct_ledger_postings as postings {AREAS}
        join common.dim_account as accounts using (account_id)
        where postings.fiscal_year = $year and is_open_to_all
        order by abs(amount_sek) desc, posting_id limit 1000""",
}

Row = dict[str, Any]


def held_by(release: Path, year: int) -> dict[str, list[Row]]:
    """Return the rows that each chart must show of a year, with exact numbers."""
    with duckdb.connect(str(release / "bokslut.duckdb"), read_only=True) as connection:
        found: dict[str, list[Row]] = {}
        for chart, query in EXPECTED.items():
            result = connection.execute(query, {"year": year})
            names = [column[0] for column in result.description or ()]
            found[chart] = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return found


def years(release: Path) -> list[int]:
    """Return the years that the release's income statement has, latest first."""
    with duckdb.connect(str(release / "bokslut.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select distinct fiscal_year from economics.mart_economics__income_statement order by 1 desc"
        ).fetchall()
    return [year for (year,) in rows]


def comparable(rows: list[Row]) -> list[list[tuple[str, str]]]:
    """Return rows in an order of their own, each number by its value and not by how many places it is written with."""
    return sorted(sorted((name, _text(value)) for name, value in row.items()) for row in rows)


def numbers(rows: list[Row]) -> list[Decimal]:
    """Return all numbers in rows, sorted: what a chart shows however its rows are turned."""
    values = [value for row in rows for value in row.values()]
    return sorted(
        Decimal(value)
        for value in values
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    )


def _text(value: Any) -> str:
    is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return f"{Decimal(value).normalize():f}" if is_number else str(value)
