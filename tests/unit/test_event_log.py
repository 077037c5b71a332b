"""The event log: a JSON object per line, whole beside other writers, for its owner alone, kept for so many days."""

from __future__ import annotations

import json
import logging
import stat
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from dagster import DagsterEventType

from orchestration.core.event_log import DAYS_VARIABLE, log_event
from orchestration.defs.run_log import RunLogHandler


def lines(logs: Path) -> list[dict[str, object]]:
    return [
        json.loads(line)
        for path in sorted(logs.iterdir())
        for line in path.read_text("utf-8").splitlines()
    ]


def _write_many(logs: Path, writer: int) -> None:
    for number in range(200):
        log_event(logs, "tried", writer=writer, number=number, text="å" * 2000)


def test_an_event_is_one_line_with_its_time_and_fields(tmp_path: Path) -> None:
    log_event(
        tmp_path / "logs", "published", release=3, reason=None, text="two\nlines of 19121212-1212"
    )
    (line,) = lines(tmp_path / "logs")
    at = datetime.fromisoformat(str(line.pop("at")))
    assert at.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    assert line == {"event": "published", "release": 3, "text": "two\nlines of (personal number)"}
    (path,) = (tmp_path / "logs").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.slow
def test_lines_of_several_processes_never_mix(tmp_path: Path) -> None:
    with ProcessPoolExecutor(3) as pool:
        for future in [pool.submit(_write_many, tmp_path, writer) for writer in range(3)]:
            future.result()
    written = {(line["writer"], line["number"]) for line in lines(tmp_path)}
    assert len(lines(tmp_path)) == len(written) == 600


@pytest.mark.parametrize(("days", "kept"), [("", 400), ("30", 30), ("a month", 400)])
def test_old_files_are_removed_when_a_day_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: str, kept: int
) -> None:
    monkeypatch.setenv(DAYS_VARIABLE, days)
    today = datetime.now(UTC).date()
    ages = (1, kept, kept + 1, 1000)
    for age in ages:
        (tmp_path / f"{today - timedelta(days=age)}.jsonl").touch()
    (tmp_path / "note.txt").touch()
    log_event(tmp_path, "published")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f"{today - timedelta(days=age)}.jsonl" for age in (0, 1, kept)} | {"note.txt"}


def test_a_clock_that_is_years_ahead_removes_a_few_old_files_and_not_all(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    for age in range(1000, 1010):
        (tmp_path / f"{today - timedelta(days=age)}.jsonl").touch()
    log_event(tmp_path, "published")
    left = {path.name for path in tmp_path.iterdir()}
    assert len(left) == 8
    assert f"{today - timedelta(days=1009)}.jsonl" not in left


def test_a_run_whose_log_cannot_be_written_says_so_once_and_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOKSLUT_WAREHOUSE", str(tmp_path))
    (tmp_path / "logs").touch()
    handler = RunLogHandler()
    event = SimpleNamespace(event_type=DagsterEventType.RUN_START, job_name="nightly")
    record = logging.makeLogRecord({"dagster_meta": {"dagster_event": event, "run_id": "1"}})
    handler.emit(record)
    handler.emit(record)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "The log of the run cannot be written" in said
