"""The gate's verdict: what each control found, bound to the bytes of the build that it audited."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from orchestration.core.display import amount, plain, with_thousands
from orchestration.core.errors import RefusedError
from orchestration.core.files import write_json

VERDICT_FILE = "verdict.json"


class Outcome(StrEnum):
    """How a control ended; one that is not applicable has not passed, and is counted separately.

    One that failed says that the build is wrong; one that needs explanation, that a person has to say
    why it is right. Either blocks publishing.
    """

    PASSED = "passed"
    FAILED = "failed"
    NEEDS_EXPLANATION = "needs_explanation"
    NOT_APPLICABLE = "not_applicable"


STOPPING = (Outcome.FAILED, Outcome.NEEDS_EXPLANATION)


@dataclass(frozen=True)
class ControlResult:
    """What one control found.

    ``rows`` is the number of items compared, ``failed_rows`` how many broke it, ``accepted_rows`` how
    many would have but for an accepted difference. ``examples`` are the first failed items as {subject,
    expected, actual, difference} with amounts as decimal strings, ``failures_file`` is the Parquet file
    of all failed items and ``failures_sha256`` its digest. ``problem`` says why the control could not be
    evaluated or compared too little, ``reason`` why it is not applicable.
    """

    name: str
    title: str
    protects: str
    comparison: str
    outcome: Outcome
    rows: int = 0
    failed_rows: int = 0
    accepted_rows: int = 0
    examples: tuple[dict[str, Any], ...] = ()
    failures_file: str | None = None
    failures_sha256: str | None = None
    problem: str | None = None
    reason: str | None = None

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return a result from its stored form; an old one has ``passed``, true or false, instead of an outcome."""
        content = dict(stored)
        if "passed" in content:
            content["outcome"] = Outcome.PASSED if content.pop("passed") else Outcome.FAILED
        return cls(
            **content
            | {"outcome": Outcome(content["outcome"]), "examples": tuple(content["examples"])}
        )

    @property
    def passed(self) -> bool:
        """Whether the control compared what it had to, and nothing broke it."""
        return self.outcome is Outcome.PASSED

    @property
    def failed(self) -> bool:
        """Whether the control stops the build from being published."""
        return self.outcome in STOPPING

    def explanation(self) -> str:
        """Return what failed or why the control does not apply, in lines for a person.

        A failing item is shown with expected, actual and difference; where it may be accepted, the
        line that accepts it follows.
        """
        if self.outcome is Outcome.NOT_APPLICABLE:
            return f"{self.name}: not applicable, because {self.reason}"
        lines = [f"{self.name}: {self.title}"]
        if self.problem:
            lines.append(f"    {self.problem}")
        for row in self.examples:
            relation = {"equal": "expected", "at_most": "at most", "at_least": "at least"}[
                self.comparison
            ]
            expected, actual, difference = (
                amount(Decimal(row[key])) if row[key] else "missing"
                for key in ("expected", "actual", "difference")
            )
            lines.append(
                f"    {row['subject']}: {relation} {expected}, actual {actual}, difference {difference}"
            )
        if self.failed_rows > len(self.examples):
            lines.append(f"    … and {self.failed_rows - len(self.examples)} more")
        if self.failures_file:
            lines.append(f"    all rows: {self.failures_file}")
        if self.outcome is Outcome.NEEDS_EXPLANATION:
            lines.append(
                "    What to do: correct the delivery, or let the role that answers for it accept each finding with"
                " `bokslut accept`, or with a line in accepted_findings.csv of the board:"
            )
            lines += [f"    {self._acceptance(row)}" for row in self.examples]
        return "\n".join(lines)

    def _acceptance(self, row: Mapping[str, Any]) -> str:
        """Return the line of ``accepted_findings.csv`` that accepts an item, without its reason, role and last day."""
        text = io.StringIO()
        difference = plain(Decimal(row["difference"])) if row["difference"] else ""
        csv.writer(text, lineterminator="").writerow(
            [self.name, row["subject"], difference, "REASON", "SKÄL", "ROLE", "YYYY-MM-DD"]
        )
        return text.getvalue()


@dataclass(frozen=True)
class Verdict:
    """The result of one audit, of one build by one set of controls.

    It passes only when no control failed and at least one passed.
    """

    build_sha256: str
    controls_sha256: str
    audited_at: str
    controls: tuple[ControlResult, ...]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return a verdict from its stored form, in the gate's folder or in a release's manifest."""
        return cls(
            build_sha256=stored["build_sha256"],
            controls_sha256=stored.get("controls_sha256", ""),  # older verdicts do not say
            audited_at=stored["audited_at"],
            controls=tuple(map(ControlResult.of, stored["controls"])),
        )

    @property
    def passed(self) -> bool:
        """Whether the build may be published."""
        return not self.failed_controls and bool(self.with_outcome(Outcome.PASSED))

    @property
    def decision(self) -> str:
        """``PASS`` or ``BLOCKED``."""
        return "PASS" if self.passed else "BLOCKED"

    @property
    def failed_controls(self) -> tuple[ControlResult, ...]:
        """The controls that stop the build from being published."""
        return tuple(control for control in self.controls if control.failed)

    @property
    def items_compared(self) -> int:
        """How many items all controls compared."""
        return sum(control.rows for control in self.controls)

    @property
    def counts(self) -> str:
        """How many of the applicable controls passed, and how many are not applicable, in words."""
        not_applicable = len(self.with_outcome(Outcome.NOT_APPLICABLE))
        passed, applicable = (
            len(self.with_outcome(Outcome.PASSED)),
            len(self.controls) - not_applicable,
        )
        counts = f"{passed} of {applicable} controls passed"
        return f"{counts}, {not_applicable} not applicable" if not_applicable else counts

    @property
    def summary(self) -> str:
        """The counts of controls, and of the items that they compared, in words."""
        return f"{self.counts}, {with_thousands(self.items_compared)} items compared"

    def with_outcome(self, outcome: Outcome) -> tuple[ControlResult, ...]:
        """Return the controls with an outcome."""
        return tuple(control for control in self.controls if control.outcome is outcome)

    def answers(self, build_sha256: str, controls_sha256: str) -> bool:
        """Return whether another audit of this build by these controls would find the same.

        A control that could not be evaluated may be evaluated the next time.
        """
        return (self.build_sha256, self.controls_sha256) == (build_sha256, controls_sha256) and all(
            control.problem is None for control in self.controls
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as it is stored."""
        return {
            "verdict": self.decision,
            "build_sha256": self.build_sha256,
            "controls_sha256": self.controls_sha256,
            "audited_at": self.audited_at,
            "controls": [asdict(control) for control in self.controls],
        }


def audit_name(audited_at: str, build_sha256: str) -> str:
    """Return the name under which an audit's files are kept, by time (ISO 8601, UTC) and build."""
    stamp = audited_at.replace(":", "").replace("-", "").partition("+")[0]
    return f"{stamp}Z-{build_sha256[:12]}"


def write_verdict(gate: Path, verdict: Verdict) -> Path:
    """Store a verdict as the latest one and, for good, in the history; return the latter's path."""
    history = gate / "history" / f"{audit_name(verdict.audited_at, verdict.build_sha256)}.json"
    write_json(history, verdict.as_dict())
    write_json(gate / VERDICT_FILE, verdict.as_dict())
    return history


def read_verdict(gate: Path) -> Verdict | None:
    """Return the latest verdict, or None where the gate has never audited.

    Raises
    ------
    RefusedError
        When the file is damaged.
    """
    path = gate / VERDICT_FILE
    return _read(path) if path.exists() else None


def read_history(gate: Path) -> list[Verdict]:
    """Return all verdicts that the gate has given, in order of time.

    Raises
    ------
    RefusedError
        When a file is damaged; the message names it.
    """
    return [_read(path) for path in sorted(gate.glob("history/*.json"))]


def _read(path: Path) -> Verdict:
    try:
        return Verdict.of(json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RefusedError(
            f"{path} is damaged and cannot be read as a verdict of the gate: {error}.",
            "Restore it from a backup, or remove it and run `bokslut run`, which audits the build again.",
        ) from error
