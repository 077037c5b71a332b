"""A new board's accounts have lines by its chart of accounts, and its statements have these lines in order."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from orchestration.boards.beginning import begin_board
from orchestration.boards.chart import CHARTS, propose, rows_of, statement_lines
from tests.boards.csv_rows import rows
from tests.boards.sie_programs import PROGRAMS, write_files


def test_the_chart_is_told_by_where_wages_are(tmp_path: Path) -> None:
    for program, staff in (("agresso", "5010"), ("fortnox", "7210")):
        made = begin_board(tmp_path / program, write_files(program, tmp_path / f"{program} files"))
        line_of = {
            row["account"]: row["statement_line_id"]
            for row in rows(made.folder / "chart_of_accounts.csv")
        }
        assert line_of[staff] == "staff_costs"
        assert line_of["2099"] == "result_of_the_year"


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_covers_every_number_once_and_each_line_is_known(chart: str) -> None:
    ranges = rows_of(chart)
    for before, after in pairwise(ranges):
        assert int(before["account_to"]) + 1 == int(after["account_from"])
    assert {row["statement_line_id"] for row in ranges} <= statement_lines().keys()
    assert (ranges[0]["account_from"], ranges[-1]["account_to"]) == ("1000", "9999")


@pytest.mark.parametrize(
    ("account", "account_type", "line", "is_guess"),
    [
        ("1930", "T", "cash_and_bank", False),
        ("193001", None, "cash_and_bank", False),
        ("2099", None, "result_of_the_year", False),
        ("2019", "S", "result_of_the_year", False),
        ("2069", None, "result_of_the_year", False),
        ("8990", "K", "result_transfer", False),
        ("8999", "S", "result_transfer", False),
        ("0001", "T", "other_receivables", True),
        ("A12", None, "other_external_costs", True),
        ("1930", "K", "other_external_costs", True),
        ("3010", "S", "other_liabilities", True),
    ],
)
def test_a_line_is_a_guess_where_number_and_type_do_not_agree(
    account: str, account_type: str | None, line: str, is_guess: bool
) -> None:
    found = propose(account, account_type, "bas")
    assert (found.statement_line_id, found.is_guess) == (line, is_guess)


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_lines_of_a_balance_sheet_come_before_their_sums_and_equity_before_debts(
    program: str, tmp_path: Path
) -> None:
    board = begin_board(tmp_path / "board", write_files(program, tmp_path / "files")).folder
    lines = [
        row for row in rows(board / "report_lines.csv") if row["report_table_id"] == "balance_sheet"
    ]
    order = [row["line_id"] for row in sorted(lines, key=lambda row: int(row["sort_order"]))]
    parts: dict[str, list[str]] = {}
    for row in rows(board / "balance_sheet_components.csv"):
        parts.setdefault(row["line_id"], []).append(row["statement_line_id"])
    assert len(order) == len({row["sort_order"] for row in lines}) > 6
    for row in lines:
        if row["is_total"] == "false" or row["line_id"].startswith("total_"):
            continue
        total = order.index(row["line_id"])
        own = parts[row["line_id"]]
        assert sorted(order[total - len(own) : total]) == sorted(own)
    assert order[-1] == "total_equity_and_liabilities"
    assets = order.index("total_assets")
    assert {*order[:assets]} >= {*parts["total_assets"]}
    assert order.index("equity") < order.index("short_term_liabilities")
