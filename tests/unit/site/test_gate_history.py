"""What the site reports the gate over time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.core.files import write_json
from orchestration.core.settings import Settings
from orchestration.gate import ControlResult, Outcome, Verdict
from orchestration.releases.reader import find_release
from orchestration.site.gate_history import read_audits
from orchestration.site.pages import changes_since


def control(name: str, outcome: Outcome = Outcome.PASSED) -> ControlResult:
    failed_rows = 2 if outcome is Outcome.FAILED else 0
    return ControlResult(name, f"{name} holds", "mart", "equal", outcome, 3, failed_rows)


def verdict(audited_at: str, *controls: ControlResult) -> dict[str, Any]:
    return Verdict("b" * 64, "c" * 64, audited_at, controls).as_dict()


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
                    "deliveries": [],
                    "verdict": audit,
                },
            )
    return settings


def test_a_release_shows_the_audits_up_to_its_own_and_of_none_later(settings: Settings) -> None:
    audits = read_audits(settings, find_release(settings, 2))
    assert [audit.release for audit in audits] == [2, None, 1]
    assert [failed.name for failed in audits[1].verdict.failed_controls] == ["b"]
    last = read_audits(settings, find_release(settings, 3))
    assert [audit.release for audit in last] == [3, None, 2, None, 1]


def test_what_an_audit_found_otherwise_is_said(settings: Settings) -> None:
    audits = read_audits(settings, find_release(settings, 3))
    told = [
        changes_since(audit, earlier)
        for audit, earlier in zip(audits, [*audits[1:], None], strict=True)
    ]
    assert told == [
        ["1 new control", "1 control gone"],
        ["failed: a holds (2)", "1 control gone"],
        [],
        ["failed: b holds (2)", "1 new control"],
        [],
    ]
