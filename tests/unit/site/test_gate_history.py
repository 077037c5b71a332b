"""What the site shows of the gate over time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.core.files import write_json
from orchestration.core.settings import Settings
from orchestration.gate import ControlResult, Outcome, Verdict
from orchestration.releases.release import Release
from orchestration.site.gate_history import changes_since, read_audits


def control(name: str, outcome: Outcome = Outcome.PASSED) -> ControlResult:
    failed_rows = 2 if outcome is Outcome.FAILED else 0
    return ControlResult(name, f"{name} holds", "mart", "equal", outcome, 3, failed_rows)


def verdict(audited_at: str, *controls: ControlResult) -> dict[str, Any]:
    return Verdict("b" * 64, "c" * 64, audited_at, controls).as_dict()


def delivery(system: str, load_id: str) -> dict[str, Any]:
    return {
        "system": system,
        "delivery": "2013",
        "load_id": load_id,
        "period_from": "2013-01-01",
        "period_to": "2013-12-31",
        "files": {f"{system}.csv": load_id},
    }


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "landing", tmp_path)
    audits = [
        (1, verdict("2014-01-20T05:00:00+00:00", control("a"))),
        (None, verdict("2014-01-21T05:00:00+00:00", control("a"), control("b", Outcome.FAILED))),
        (2, verdict("2014-01-22T05:00:00+00:00", control("a"), control("b"))),
        (None, verdict("2014-01-23T05:00:00+00:00", control("a", Outcome.FAILED))),
        (3, verdict("2014-01-24T05:00:00+00:00", control("b"))),
    ]
    for number, audit in audits:
        write_json(settings.gate / "history" / f"{audit['audited_at']}.json", audit)
        if number is not None:
            write_json(
                settings.published / f"release-{number:04d}" / "manifest.json",
                {
                    "release": number,
                    "published_at": audit["audited_at"],
                    "schema_version": "1.0.0" if number == 1 else "1.1.0",
                    "deliveries": [delivery("ledger", f"load-{number}"), delivery("goals", "same")],
                    "tables": [
                        {"schema": "economics", "name": "mart", "parquet_sha256": f"{number}"},
                        {"schema": "goals", "name": "mart", "parquet_sha256": "same"},
                    ],
                    "verdict": audit,
                },
            )
    return settings


def test_a_release_shows_the_audits_up_to_its_own_and_of_none_later(settings: Settings) -> None:
    audits = read_audits(settings, Release(settings.published / "release-0002"))
    assert [audit.release for audit in audits] == [2, None, 1]
    assert [failed.name for failed in audits[1].verdict.failed_controls] == ["b"]
    last = read_audits(settings, Release(settings.published / "release-0003"))
    assert [audit.release for audit in last] == [3, None, 2, None, 1]


def test_what_changed_since_the_audit_before_is_shown_and_of_a_release_also_what_it_holds(
    settings: Settings,
) -> None:
    audits = read_audits(settings, Release(settings.published / "release-0003"))
    changes = []
    for number, audit in enumerate(audits):
        before = audits[number + 1 :]
        released = next((other for other in before if other.release), None)
        changes.append(list(changes_since(audit, before[0] if before else None, released)))
    content = ["replaced ledger/2013", "1 table with other content"]
    assert changes == [
        [*content, "1 control added", "1 control removed"],
        ["failed: a holds (2)", "1 control removed"],
        [content[0], "schema 1.0.0 → 1.1.0", content[1]],
        ["failed: b holds (2)", "1 control added"],
        [],
    ]
