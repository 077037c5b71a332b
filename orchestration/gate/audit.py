"""Auditing a build: every control is evaluated, read-only, on the finished file.

DuckDB computes what each control compares (``compared``), Great Expectations judges the counts (``expectations``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.errors import ExternalError, RefusedError
from orchestration.core.files import sha256
from orchestration.core.settings import Settings
from orchestration.gate.compared import Compared, ControlError, Counts, comparing
from orchestration.gate.controls import Control, Severity, controls_sha256, read_controls
from orchestration.gate.expectations import Judgement, import_great_expectations, judge
from orchestration.gate.verdict import (
    ControlResult,
    Outcome,
    Verdict,
    audit_name,
    read_verdict,
    write_verdict,
)

_EXAMPLES = 20
_STOPPED = {
    Severity.BLOCKS: Outcome.FAILED,
    Severity.EXPLAIN: Outcome.NEEDS_EXPLANATION,
    Severity.FORBIDDEN: Outcome.FAILED,
}


def audit(
    settings: Settings,
    controls: Sequence[Control] | None = None,
    log: Callable[[str], None] = lambda _: None,
) -> Verdict:
    """Return the verdict of the controls on the build, stored with every failing row.

    Parameters
    ----------
    settings
        Where the build and the gate's folder are.
    controls
        By default all controls of the gate.
    log
        Called with a line for each control that fails, and with how many pass.

    Returns
    -------
    Verdict
        Bound to the SHA-256 of the build file as it was audited, and to the controls. It is stored as
        the latest and in the history. If the latest is of this build and these controls already, it is
        returned unchanged.

    Raises
    ------
    RefusedError
        When there is no build.
    ExternalError
        When the build file changed during the audit, or another process is writing to it.
    """
    build = settings.build_file
    if not build.exists():
        raise RefusedError(f"There is no build at {build}.", "Run `bokslut run` first.")
    controls = read_controls() if controls is None else controls
    build_sha256 = sha256(build)
    latest = read_verdict(settings.gate)
    if latest is not None and latest.answers(build_sha256, controls_sha256(controls)):
        log(f"this build was audited by these controls at {latest.audited_at}")
        return latest
    audited_at = datetime.now(UTC).isoformat("T", "seconds")
    failures = settings.gate / "failures" / audit_name(audited_at, build_sha256)
    results = evaluate(settings, controls, failures, log)
    if sha256(build) != build_sha256:
        raise ExternalError(
            f"{build} changed while it was audited.", "Let the other run end, then run again."
        )
    verdict = Verdict(build_sha256, controls_sha256(controls), audited_at, results)
    write_verdict(settings.gate, verdict)
    for result in verdict.failed_controls:
        word = "EXPLAIN" if result.outcome is Outcome.NEEDS_EXPLANATION else "FAILED "
        log(f"{word} {result.name} ({result.rows} compared)")
    log(verdict.summary)
    return verdict


def evaluate(
    settings: Settings,
    controls: Sequence[Control],
    failures: Path,
    log: Callable[[str], None] = lambda _: None,
) -> tuple[ControlResult, ...]:
    """Return what each control finds in the build, in the controls' order; failing rows are kept in ``failures``.

    ``log`` is called with a line for each accepted finding that no control finds any more.
    """
    build = settings.build_file
    release = settings.published / "current" / build.name
    with comparing(build, settings.gate, release if release.exists() else None) as compared:
        # DuckDB computes the controls while Great Expectations is imported.
        with ThreadPoolExecutor(os.cpu_count(), "control") as pool:
            applies = {
                control: pool.submit(compared.compute_if_applicable, control)
                for control in controls
            }
            import_great_expectations()
        computed = [control for control in controls if _is_computed(applies[control])]
        counts = {counted.control: counted for counted in compared.counts(computed)}
        judgement = judge([*counts.values()])
        results = tuple(
            _result(
                compared, control, applies[control], counts.get(control.name), judgement, failures
            )
            for control in controls
        )
        for finding in compared.unused_acceptances(
            control for control in computed if counts[control.name].rows
        ):
            log(f"accepted, but no longer found: {finding}")
    return results


def _is_computed(applies: Future[bool]) -> bool:
    return applies.exception() is None and applies.result()


def _result(
    compared: Compared,
    control: Control,
    applies: Future[bool],
    counts: Counts | None,
    judgement: Judgement,
    failures: Path,
) -> ControlResult:
    """Return what one control found; its failing rows are kept in the folder ``failures``.

    ``counts`` is None if the control was not computed; ``applies`` then says why.
    """

    def result(outcome: Outcome, **found: Any) -> ControlResult:
        return ControlResult(
            name=control.name,
            title=control.title,
            protects=control.protects,
            comparison=control.comparison,
            outcome=outcome,
            **found,
        )

    try:
        if not applies.result():
            reason = control.not_applicable or "nothing has been published yet"
            return result(Outcome.NOT_APPLICABLE, reason=reason)
        assert counts is not None
        problem = _problem(control, counts, judgement)
        found = {
            "rows": counts.rows,
            "accepted_rows": counts.accepted_rows,
            "problem": problem,
        }
        if not counts.broken_rows:
            return result(Outcome.PASSED if problem is None else Outcome.FAILED, **found)
        path = failures / f"{control.name}.parquet"
        examples = compared.keep_failures(control, path, _EXAMPLES)
        return result(
            _STOPPED[control.severity],
            failed_rows=counts.broken_rows,
            examples=examples,
            failures_file=str(path),
            failures_sha256=sha256(path),
            **found,
        )
    except ControlError as error:
        if control.reads_release and isinstance(error.__cause__, duckdb.BinderException):
            # An earlier version with other tables published it.
            reason = f"the current release lacks what it reads ({error})"
            return result(Outcome.NOT_APPLICABLE, reason=reason)
        return result(Outcome.FAILED, problem=str(error))


def _problem(control: Control, counts: Counts, judgement: Judgement) -> str | None:
    """Return why a control whose items may all be whole has not passed, if so."""
    if judgement.problem is not None:
        return judgement.problem
    if counts.rows < control.at_least_rows:
        return (
            f"it compared {counts.rows} item(s), fewer than the {control.at_least_rows}"
            " that it must compare"
        )
    if bool(counts.broken_rows) != (control.name in judgement.not_passed):
        return f"Great Expectations does not agree that {counts.broken_rows} item(s) are broken"
    return None
