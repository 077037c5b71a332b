"""What a run prints: a line that lives on a terminal, plain lines elsewhere, and no colour where none is wanted."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dagster import DagsterEventType

from orchestration.cli.main import main
from orchestration.defs.console import ConsoleHandler


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def record(message: str = "", **meta: Any) -> logging.LogRecord:
    made = logging.LogRecord("dagster", logging.INFO, "", 0, message, None, None)
    made.dagster_meta = {"orig_message": message, "step_key": "load_deliveries"} | meta
    return made


def event(kind: DagsterEventType, step: str) -> logging.LogRecord:
    return record(dagster_event=SimpleNamespace(event_type=kind), step_key=step)


def printed(stream: io.StringIO) -> str:
    handler = ConsoleHandler()
    handler.stream = stream
    for said in (
        event(DagsterEventType.STEP_START, "load_deliveries"),
        record("payroll/2013-01: 1 500 rows loaded"),
        record("payroll/2013-02: 1 500 rows loaded"),
        event(DagsterEventType.STEP_SUCCESS, "load_deliveries"),
        event(DagsterEventType.STEP_START, "dbt_build"),
    ):
        handler.emit(said)
    handler.progress(96, 183, "int_hr__a_name_that_is_longer_than_the_terminal_is_wide")
    handler.progress(97, 183, "int_hr__sick_leave")
    handler.emit(event(DagsterEventType.STEP_FAILURE, "dbt_build"))
    return stream.getvalue()


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "70")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_a_terminal_shows_how_far_a_stage_has_come_in_one_line_that_the_next_replaces() -> None:
    shown = printed(Terminal())
    assert "\r\x1b[K    [██████████░░░░░░░░░░] 97 of 183  int_hr__sick_leave" in shown
    assert "int_hr__sick_leave\r\x1b[K  \x1b[31m✘" in shown
    assert "3 000 rows, " in shown
    # What stays when the live line has gone: a line per stage that begins or ends.
    assert len(shown.rstrip("\n").split("\n")) == 4
    # A line that wrapped would not go away: the longest live one is cut to the terminal's width.
    assert "int_hr__a_name_that_is_longer_t\r" in shown


def test_elsewhere_there_are_plain_lines_with_every_delivery() -> None:
    shown = printed(io.StringIO())
    assert "\x1b" not in shown
    assert "\r" not in shown
    assert "97 of 183" not in shown
    assert shown.splitlines()[1:3] == [
        "    payroll/2013-01: 1 500 rows loaded",
        "    payroll/2013-02: 1 500 rows loaded",
    ]
    assert " rows/s" in shown.splitlines()[3]


@pytest.mark.parametrize(
    ("variable", "value", "is_live"), [("NO_COLOR", "1", True), ("TERM", "dumb", False)]
)
def test_there_is_no_colour_where_none_is_wanted(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, is_live: bool
) -> None:
    monkeypatch.setenv(variable, value)
    shown = printed(Terminal())
    assert "\x1b[3" not in shown
    assert ("97 of 183" in shown) is is_live


@pytest.mark.parametrize(("no_colour", "is_coloured"), [("", True), ("1", False)])
def test_a_verb_writes_in_colour_to_a_terminal_unless_none_is_wanted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, no_colour: str, is_coloured: bool
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setattr("sys.argv", ["bokslut", "status", "--warehouse", str(tmp_path / "none")])
    monkeypatch.setenv("NO_COLOR", no_colour)
    main()
    assert "never audited" in terminal.getvalue()
    assert ("\x1b[33mnever audited" in terminal.getvalue()) is is_coloured
