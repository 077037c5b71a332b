"""A finding is accepted to the exact difference, by role and until a day; nothing more is."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.core.settings import Settings
from orchestration.gate import Control, ControlResult, Outcome, Severity, Verdict, audit

TODAY = date.today()
ACCEPTED = ("waits", "May", "0.01", TODAY)
MISSING = ("waits", "July", None, TODAY)


def verdict(
    tmp_path: Path,
    *accepted: tuple[str, str, str | None, date],
    severity: Severity = Severity.EXPLAIN,
    said: list[str] | None = None,
    more: str = "",
) -> Verdict:
    """The verdict of one control, of which May is an öre off and June is not, with some acceptances."""
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    settings.build_file.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute(
            f"create table months as from (values ('May', 1.00, 1.01), ('June', 1.00, 1.00){more})"
            " as m(subject, expected, actual);"
            "create schema reference;"
            "create table reference.accepted_findings (control varchar, subject varchar,"
            " difference decimal(28, 8),"
            " reason varchar, reason_sv varchar, approved_by_role varchar, valid_until date)"
        )
        for control, subject, difference, valid_until in accepted:
            connection.execute(
                "insert into reference.accepted_findings values ($1, $2, $3, 'r', 'r', 'controller', $4)",
                [control, subject, difference, valid_until],
            )
    control = Control(
        "waits", "Waits are short", "mart", "equal", 1, "select * from months", severity=severity
    )
    return audit(settings, [control], (said if said is not None else []).append)


@pytest.mark.slow
def test_an_accepted_finding_is_published_and_counted(tmp_path: Path) -> None:
    found = verdict(tmp_path, ACCEPTED)
    assert found.passed
    assert [(result.rows, result.accepted_rows) for result in found.controls] == [(2, 1)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "accepted",
    [
        ("waits", "May", "0.02", TODAY),
        ("waits", "June", "0.01", TODAY),
        ("calls", "May", "0.01", TODAY),
        ("waits", "May", "0.01", TODAY - timedelta(days=1)),
    ],
)
def test_another_amount_subject_or_control_or_a_day_too_late_is_not_accepted(
    tmp_path: Path, accepted: tuple[str, str, str, date]
) -> None:
    found = verdict(tmp_path, accepted)
    assert not found.passed
    assert [result.outcome for result in found.controls] == [Outcome.NEEDS_EXPLANATION]


@pytest.mark.slow
def test_what_would_break_a_law_is_never_accepted(tmp_path: Path) -> None:
    found = verdict(tmp_path, ACCEPTED, severity=Severity.FORBIDDEN)
    assert [result.outcome for result in found.controls] == [Outcome.FAILED]


def test_a_finding_of_a_control_that_blocks_may_be_accepted_too(tmp_path: Path) -> None:
    assert verdict(tmp_path, ACCEPTED, severity=Severity.BLOCKS).passed


@pytest.mark.slow
def test_what_is_missing_is_accepted_as_missing_and_no_longer_once_it_is_there(
    tmp_path: Path,
) -> None:
    gone = verdict(tmp_path / "gone", ACCEPTED, more=", ('July', 1.00, null)")
    assert not gone.passed
    assert gone.controls[0].explanation().endswith("waits,July,,REASON,SKÄL,ROLE,YYYY-MM-DD")
    assert verdict(tmp_path / "accepted", ACCEPTED, MISSING, more=", ('July', 1.00, null)").passed
    assert not verdict(tmp_path / "back", ACCEPTED, MISSING, more=", ('July', 1.00, 0.50)").passed
    # A difference that is accepted is not accepted of what is missing.
    other = ("waits", "July", "-1.00", TODAY)
    assert not verdict(tmp_path / "other", ACCEPTED, other, more=", ('July', 1.00, null)").passed


def test_the_message_ends_with_the_line_that_accepts_the_finding(tmp_path: Path) -> None:
    (result,) = verdict(tmp_path).controls
    assert result.explanation().endswith("waits,May,0.01,REASON,SKÄL,ROLE,YYYY-MM-DD")


def test_the_line_has_the_amount_as_a_person_writes_it() -> None:
    compared = {"expected": "0.00000000", "actual": "-200.00000000", "difference": "-200.00000000"}
    result = ControlResult(
        *("waits", "Waits are short", "mart", "equal", Outcome.NEEDS_EXPLANATION),
        examples=({"subject": "May"} | compared,),
    )
    shown, *_, line = result.explanation().splitlines()[1:]
    assert shown.split(": ")[1] == "expected 0.00, actual -200.00, difference -200.00"
    assert line.strip() == "waits,May,-200,REASON,SKÄL,ROLE,YYYY-MM-DD"


def test_an_acceptance_of_what_is_not_found_is_reported(tmp_path: Path) -> None:
    said: list[str] = []
    verdict(tmp_path, ("waits", "June", "0.01", TODAY), said=said)
    assert "accepted, but no longer found: waits: June" in said
