"""The history of runs: the last run, its stages, and when each asset was last made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.core import event_log
from orchestration.diagnostics.run_history import RunOutcome, read_run_history


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """A run that succeeded, and a later one that failed while it built."""
    folder = tmp_path / "logs"
    folder.mkdir()
    first, second = "2014-01-20T05:00:{:02}.000+00:00", "2014-01-21T05:00:{:02}.000+00:00"
    lines = [
        {"at": first.format(0), "event": "run_started", "run_id": "a", "job": "nightly"},
        {"at": first.format(2), "event": "asset_made", "run_id": "a", "asset": "raw/loads"},
        ended(first.format(3), "a", "stage_succeeded", "load_deliveries", 3.0),
        ended(first.format(9), "a", "stage_succeeded", "dbt_build", 6.0),
        ended(first.format(10), "a", "stage_succeeded", "published__release", 1.0),
        {"at": first.format(10), "event": "run_succeeded", "run_id": "a"},
        {"at": second.format(0), "event": "run_started", "run_id": "b", "job": "nightly"},
        {"at": second.format(1), "event": "asset_made", "run_id": "b", "asset": "raw/loads"},
        ended(second.format(2), "b", "stage_succeeded", "load_deliveries", 2.0),
        ended(second.format(4), "b", "stage_failed", "dbt_build", 2.0),
        {"at": second.format(5), "event": "run_failed", "run_id": "b"},
    ]
    for day, said in (("2014-01-20", lines[:6]), ("2014-01-21", lines[6:])):
        (folder / f"{day}.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in said))
    return folder


def ended(at: str, run: str, event: str, stage: str, seconds: float) -> dict[str, object]:
    return {"at": at, "event": event, "run_id": run, "stage": stage, "seconds": seconds}


def test_the_last_run_is_shown_with_how_it_ended(logs: Path) -> None:
    assert read_run_history(logs).run == RunOutcome(
        "nightly", "failed", "2014-01-21T05:00:05.000+00:00", None
    )


def test_the_stages_are_those_of_the_last_run_and_none_of_an_earlier_one(logs: Path) -> None:
    stages = read_run_history(logs).stages
    assert [(stage.name, stage.outcome, stage.seconds) for stage in stages] == [
        ("load_deliveries", "succeeded", 2.0),
        ("dbt_build", "failed", 2.0),
    ]


def test_each_asset_is_shown_with_when_it_was_last_made(logs: Path) -> None:
    assert read_run_history(logs).assets == {"raw/loads": "2014-01-21T05:00:01.000+00:00"}


def test_without_a_log_there_is_no_run(tmp_path: Path) -> None:
    history = read_run_history(tmp_path / "logs")
    assert (history.run, history.stages, history.assets) == (None, (), {})


def test_a_run_that_has_started_and_not_ended_is_shown_as_started(tmp_path: Path) -> None:
    event_log.log_event(tmp_path, "run_started", run_id="c", job="nightly")
    run = read_run_history(tmp_path).run
    assert run is not None
    assert (run.name, run.outcome) == ("nightly", "started")
