"""Findings that stop a build from being published, and the lines of the board's registers that accept them.

The gate asks for an explanation of what may be right: a person answers with a line in ``accepted_findings.csv``, for
exactly this difference and until a day. A printed figure or statement that the rows contradict is accepted in
``accepted_variances.csv``. A finding of a control of severity ``forbidden`` cannot be accepted.
"""

from __future__ import annotations

import csv
import io
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from orchestration.boards import reference_files
from orchestration.boards.problem import Problem
from orchestration.core.clock import local_today
from orchestration.core.display import plain
from orchestration.core.duckdb import connect
from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.files import write_text
from orchestration.core.settings import Settings
from orchestration.core.sql import literal
from orchestration.gate import Outcome, read_controls, read_verdict
from orchestration.releases.variances import TIE_OUT_CONTROLS, open_variances

FINDINGS, VARIANCES = "accepted_findings", "accepted_variances"
_RIGHTS = 0o644


@dataclass(frozen=True)
class Finding:
    """What somebody may accept: the register it goes into, its subject, and the exact difference.

    ``control`` is the control that found it, ``verdict`` what a variance is called in the tie-out. ``difference`` is
    empty if one of the two amounts is missing, or a variance has none.
    """

    register: str
    control: str
    subject: str
    verdict: str
    difference: str


@dataclass(frozen=True)
class Explanation:
    """Why a finding is right, in English and Swedish, the role that says so, and the last day on which that holds."""

    reason: str
    reason_sv: str
    role: str
    until: date | None


def open_findings(settings: Settings) -> list[Finding]:
    """Return the findings of the latest audit that may be accepted, control by control.

    Raises
    ------
    RefusedError
        When the gate has never audited, or a file of its verdict is damaged.
    """
    verdict = read_verdict(settings.gate)
    if verdict is None:
        raise RefusedError(
            "The gate has audited nothing, so there is nothing to accept.", "Run `bokslut run`."
        )
    found: list[Finding] = []
    for control in verdict.with_outcome(Outcome.NEEDS_EXPLANATION):
        if control.failures_file:
            found += [
                Finding(FINDINGS, control.name, subject, "", difference)
                for subject, difference in _differences(Path(control.failures_file))
            ]
    failed = {control.name for control in verdict.failed_controls}
    if failed & TIE_OUT_CONTROLS:
        found += [
            Finding(VARIANCES, "", subject, name, "" if difference is None else plain(difference))
            for subject, name, difference in open_variances(settings.build_file)
        ]
    return found


def accept(
    board: Path, findings: Iterable[Finding], explanation: Explanation
) -> dict[Path, list[str]]:
    """Add the lines that accept findings to the board's registers, and return them by file.

    Parameters
    ----------
    board
        The board's folder; a register that it lacks is created.
    findings
        Findings of ``open_findings``.
    explanation
        Why they are right. A finding of the gate needs a last day.

    Raises
    ------
    UsageError
        When something of the explanation is missing, or the last day has passed.
    ExternalError
        When the board's folder cannot be written to.
    """
    chosen = list(findings)
    _check(explanation, needs_day=any(finding.register == FINDINGS for finding in chosen))
    until = explanation.until.isoformat() if explanation.until else ""
    rows: dict[str, list[dict[str, str]]] = {}
    for finding in chosen:
        own = (
            {"control": finding.control, "subject": finding.subject}
            if finding.register == FINDINGS
            else {"subject_id": finding.subject, "verdict": finding.verdict}
        )
        rows.setdefault(finding.register, []).append(
            own
            | {
                "difference": finding.difference,
                "reason": explanation.reason,
                "reason_sv": explanation.reason_sv,
                "approved_by_role": explanation.role,
                "valid_until": until,
            }
        )
    return {
        board / f"{register}.csv": _append(board / f"{register}.csv", added)
        for register, added in rows.items()
    }


def unknown_controls(board: Path) -> list[Problem]:
    """Return the lines of the board's ``accepted_findings.csv`` that name a control which the gate does not have."""
    path = board / f"{FINDINGS}.csv"
    if not path.is_file():
        return []
    known = [control.name for control in read_controls()]
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        named = [(reader.line_num, row.get("control") or "") for row in reader]
    return [
        Problem(path.name, line, f"there is no control {name!r}{_perhaps(name, known)}")
        for line, name in named
        if name not in known
    ]


def _perhaps(name: str, known: Sequence[str]) -> str:
    likely = get_close_matches(name, known, n=1)
    return f"; did you mean {likely[0]}?" if likely else "; `bokslut accept` writes lines that hold"


def _differences(path: Path) -> list[tuple[str, str]]:
    if not path.is_file():
        raise RefusedError(
            f"{path}, which has what the gate found, is missing.",
            "Run `bokslut run`, which audits the build again.",
        )
    with connect() as connection:
        rows = connection.execute(
            f"select subject, difference from read_parquet({literal(path)})"
        ).fetchall()
    return [
        (subject, "" if difference is None else plain(difference)) for subject, difference in rows
    ]


def _check(explanation: Explanation, *, needs_day: bool) -> None:
    if not explanation.reason.strip() or not explanation.role.strip():
        raise UsageError(
            "A finding is accepted by a role, with a reason.", "Give --role and --reason."
        )
    if explanation.until is None and needs_day:
        raise UsageError(
            "A finding of the gate is accepted until a day.", "Give --until YYYY-MM-DD."
        )
    if explanation.until is not None and explanation.until < local_today():
        raise UsageError(f"The last day, {explanation.until}, has passed.", "Give a later --until.")


def _append(path: Path, rows: Iterable[dict[str, str]]) -> list[str]:
    """Add rows to a register in the order of its own columns, and return their lines."""
    file = reference_files()[path.stem]
    text = path.read_text("utf-8-sig") if path.is_file() else f"{file.header}\n"
    header = next(csv.reader(io.StringIO(text)), list(file.columns))
    added = io.StringIO()
    writer = csv.DictWriter(added, header, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writerows(rows)
    ended = text if text.endswith("\n") else f"{text}\n"
    rights = stat.S_IMODE(path.stat().st_mode) if path.is_file() else _RIGHTS
    write_text(path, ended + added.getvalue())
    path.chmod(rights)  # of those who run the board, who may be others
    return added.getvalue().splitlines()
