"""What each chart of the starter dashboard must show of a year, asked of the release itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

INCOME = "from economics.mart_economics__income_statement where fiscal_year = $year"
GOALS = "from goals.mart_goals__goals where fiscal_year = $year and judgement is not null"
INDICATORS = "from goals.mart_goals__indicators where fiscal_year = $year"
SICK_LEAVE = "from hr.mart_hr__sick_leave where fiscal_year = $year and measure_window = 'december_to_november'"
EMPLOYEES = "from hr.mart_hr__employees where fiscal_year = $year"

EXPECTED = {
    "kostnader": f"select outcome_sek * 0.000001 as outcome_mnkr {INCOME} and line_id = 'cost'",
    "intakter": f"select outcome_sek * 0.000001 as outcome_mnkr {INCOME} and line_id = 'revenue'",
    "netto": f"select outcome_sek * 0.000001 as outcome_mnkr {INCOME} and line_id = 'net'",
    "resultatrakning": f"select fiscal_year, label_sv, outcome_sek, prior_outcome_sek, difference_sek {INCOME}",
    "netto_per_omrade": "select label_sv, net_outcome_sek * 0.000001 as net_mnkr,"
    " budgeted_net_sek * 0.000001 as budget_mnkr"
    " from economics.mart_economics__net_by_business_area"
    " where fiscal_year = $year and not is_total and not is_of_which",
    "kostnadsforandring": "select label_sv, change_sek * 0.000001 as change_mnkr"
    " from economics.mart_economics__cost_bridge where fiscal_year = $year and not is_total and change_sek is not null",
    "nar_malet": f"select nullif(count(*), 0) as indicators {INDICATORS} and is_board_target_met",
    "nar_inte_malet": f"select nullif(count(*), 0) as indicators {INDICATORS} and not is_board_target_met",
    "maluppfyllelse": f"select level_label_sv, computed_fulfilment_label_sv, count(*) as goals {GOALS} group by all",
    "bedomning": f"select judgement_label_sv, computed_fulfilment_label_sv, count(*) as goals {GOALS} group by all",
    "indikatorer": "select indicator_id, label_sv, unit, outcome, prior_outcome, board_target,"
    " case is_board_target_met when true then 'Ja' when false then 'Nej' else 'Utfall saknas' end as target_met_sv,"
    f" fiscal_year {INDICATORS} and board_target is not null",
    "sjukfranvaro": f"select sick_leave_pct as sick_leave {SICK_LEAVE} and breakdown = 'total'",
    "sjukfranvaro_manad": "select member[:7] as month, sick_leave_pct as sick_leave"
    f" {SICK_LEAVE} and breakdown = 'month'",
    "anstallda": f"select employees_count as employees {EMPLOYEES} and breakdown = 'total'",
    "arsarbetare_totalt": f"select full_times as full_times_sum {EMPLOYEES} and breakdown = 'total'",
    "arsarbetare": "select label_sv, full_times as full_times_sum, prior_full_times as prior_full_times_sum"
    f" {EMPLOYEES} and breakdown = 'business_area' and full_times is not null",
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
