"""The gate's verdict: what each control found, bound to the bytes of the build it looked at."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from orchestration.core.files import write_json

VERDICT_FILE = "verdict.json"


@dataclass(frozen=True)
class ControlResult:
    """What one control found.

    ``rows`` is the number of items compared, ``failed_rows`` how many broke it, ``examples`` the
    first of them as {subject, expected, actual, difference} with amounts as decimal strings,
    ``failures_file`` the Parquet file with all of them, ``problem`` why it could not be evaluated
    at all, if so.
    """

    name: str
    title: str
    protects: str
    comparison: str
    passed: bool
    rows: int
    failed_rows: int
    examples: tuple[dict[str, Any], ...] = ()
    failures_file: str | None = None
    problem: str | None = None

    def explanation(self) -> str:
        """Return what failed, in lines for a person: each example with expected, actual and difference."""
        lines = [f"{self.name}: {self.title}"]
        if self.problem:
            lines.append(f"    {self.problem}")
        for row in self.examples:
            relation = {"equal": "expected", "at_most": "at most", "at_least": "at least"}[
                self.comparison
            ]
            expected, actual, difference = (
                row[key] or "missing" for key in ("expected", "actual", "difference")
            )
            lines.append(
                f"    {row['subject']}: {relation} {expected}, actual {actual}, difference {difference}"
            )
        if self.failed_rows > len(self.examples):
            lines.append(f"    … and {self.failed_rows - len(self.examples)} more")
        if self.failures_file:
            lines.append(f"    all rows: {self.failures_file}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Verdict:
    """The result of one audit, of one build by one set of controls.

    It passes only when every control was evaluated and passed.
    """

    build_sha256: str
    controls_sha256: str
    audited_at: str
    controls: tuple[ControlResult, ...]

    @property
    def passed(self) -> bool:
        """Whether the build may be published."""
        return bool(self.controls) and all(control.passed for control in self.controls)

    @property
    def failed_controls(self) -> list[ControlResult]:
        """Return the controls that stop the build from being published."""
        return [control for control in self.controls if not control.passed]

    def answers(self, build_sha256: str, controls_sha256: str) -> bool:
        """Tell whether an audit of this build by these controls would say the same again.

        A control that could not be evaluated may be the next time.
        """
        return (self.build_sha256, self.controls_sha256) == (build_sha256, controls_sha256) and all(
            control.problem is None for control in self.controls
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as it is stored."""
        return {
            "verdict": "PASS" if self.passed else "BLOCKED",
            "build_sha256": self.build_sha256,
            "controls_sha256": self.controls_sha256,
            "audited_at": self.audited_at,
            "controls": [asdict(control) for control in self.controls],
        }


def write_verdict(gate: Path, verdict: Verdict) -> Path:
    """Store a verdict as the latest one and, for good, in the history; return the latter's path."""
    stamp = verdict.audited_at.replace(":", "").replace("-", "").partition("+")[0]
    history = gate / "history" / f"{stamp}Z-{verdict.build_sha256[:12]}.json"
    write_json(history, verdict.as_dict())
    write_json(gate / VERDICT_FILE, verdict.as_dict())
    return history


def read_verdict(gate: Path) -> Verdict | None:
    """Return the latest verdict, or None where the gate has never looked."""
    path = gate / VERDICT_FILE
    if not path.exists():
        return None
    content = json.loads(path.read_text("utf-8"))
    return Verdict(
        build_sha256=content["build_sha256"],
        controls_sha256=content.get("controls_sha256", ""),  # older verdicts do not say
        audited_at=content["audited_at"],
        controls=tuple(
            ControlResult(**control | {"examples": tuple(control["examples"])})
            for control in content["controls"]
        ),
    )


def read_history(gate: Path) -> list[dict[str, Any]]:
    """Return all verdicts that the gate has given, as they are stored, the first first."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(gate.glob("history/*.json"))]
