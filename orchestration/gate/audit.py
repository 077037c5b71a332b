"""Auditing a build: every control is run by Great Expectations, read-only, on the finished file.

What a control compares is computed once, into a table in memory. That is a query asset to Great
Expectations, with a suite of two expectations: enough items were compared, and none of them breaks
the control. The arithmetic is DECIMAL in DuckDB; Great Expectations is never asked to add or compare
amounts, since it would do so in floats.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.errors import ExternalError, RefusedError
from orchestration.core.files import private_folder, sha256
from orchestration.core.settings import Settings
from orchestration.core.sql import literal
from orchestration.gate.compared import Compared, comparing
from orchestration.gate.controls import Control, controls_sha256, read_controls
from orchestration.gate.verdict import ControlResult, Verdict, read_verdict, write_verdict

_EXAMPLES = 10


def audit(
    settings: Settings,
    controls: Sequence[Control] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Verdict:
    """Run the controls on the build, keep every failing row, and store the verdict.

    Parameters
    ----------
    settings
        Where the build and the gate's folder are.
    controls
        By default all controls of the gate.
    say
        Told of each control that fails, and of how many pass.

    Returns
    -------
    Verdict
        Bound to the SHA-256 of the build file as it was audited, and to the controls. It is stored as
        the latest and in the history. Where the latest is of this build and these controls, it is
        returned as it is.

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
        say(f"this build was audited by these controls at {latest.audited_at}")
        return latest
    audited_at = datetime.now(UTC).isoformat("T", "seconds")
    results = []
    with comparing(build, settings.gate) as compared:
        problems = {control.name: _compare(compared, control) for control in controls}
        outcomes = _run_great_expectations(
            compared, [control for control in controls if problems[control.name] is None]
        )
        for control in controls:
            rows, failed_rows, problem = outcomes.get(control.name, (0, 0, problems[control.name]))
            passed = problem is None and failed_rows == 0 and rows >= control.at_least_rows
            if problem is None and rows < control.at_least_rows:
                problem = f"it compared {rows} item(s), where at least {control.at_least_rows} must be there to compare"
            examples, failures_file = (), None
            if failed_rows:
                failures_file = (
                    settings.gate / "failures" / build_sha256[:12] / f"{control.name}.parquet"
                )
                examples = _keep_failures(compared, control, failures_file)
            results.append(
                ControlResult(
                    name=control.name,
                    title=control.title,
                    protects=control.protects,
                    comparison=control.comparison,
                    passed=passed,
                    rows=rows,
                    failed_rows=failed_rows,
                    examples=examples,
                    failures_file=str(failures_file) if failures_file else None,
                    problem=problem,
                )
            )
            if not passed:
                say(f"FAILED  {control.name} ({rows} compared)")
    if sha256(build) != build_sha256:
        raise ExternalError(
            f"{build} changed while it was audited.", "Let the other run end, then run again."
        )
    verdict = Verdict(build_sha256, controls_sha256(controls), audited_at, tuple(results))
    write_verdict(settings.gate, verdict)
    compared_items = sum(result.rows for result in results)
    say(
        f"{sum(result.passed for result in results)} of {len(results)} controls passed, {compared_items} items compared"
    )
    return verdict


def import_great_expectations() -> None:
    """Import the library, silent towards the network. It takes two seconds, which who waits anyway can do ahead."""
    os.environ.update(GX_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1")
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import_module("great_expectations")


def _compare(compared: Compared, control: Control) -> str | None:
    """Compute what a control compares, once, and return why that could not be done, if so."""
    try:
        compared.connection.execute(
            f"create table {compared.table(control.name)} as"
            f" select subject, expected, actual from ({control.query})"
        )
    except duckdb.Error as error:
        return f"it could not be evaluated: {str(error).splitlines()[0]}"
    return None


def _run_great_expectations(
    compared: Compared, controls: Sequence[Control]
) -> dict[str, tuple[int, int, str | None]]:
    """Return, by control, the rows compared, the rows that broke it, and why it could not be evaluated, if so."""
    import_great_expectations()
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.core.expect_table_row_count_to_be_between import (
        ExpectTableRowCountToBeBetween,
    )
    from great_expectations.expectations.core.unexpected_rows_expectation import (
        UnexpectedRowsExpectation,
    )

    from orchestration.gate.duckdb_dialect import URL

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_sql(
        "compared",
        connection_string=URL.format(database=compared.database),
        create_temp_table=False,
    )
    try:
        definitions = []
        for control in controls:
            batch = source.add_query_asset(
                control.name, query=f"select * from {compared.table(control.name)}"
            ).add_batch_definition_whole_table("all")
            suite = gx.ExpectationSuite(
                control.name,
                expectations=[
                    ExpectTableRowCountToBeBetween(min_value=control.at_least_rows),
                    UnexpectedRowsExpectation(
                        unexpected_rows_query=f"select subject from {{batch}} where {control.breach}"
                    ),
                ],
            )
            definitions.append(
                context.validation_definitions.add(
                    gx.ValidationDefinition(
                        name=control.name, data=batch, suite=context.suites.add(suite)
                    )
                )
            )
        checkpoint = context.checkpoints.add(
            gx.Checkpoint(name="gate", validation_definitions=definitions, result_format="SUMMARY")
        )
        run = checkpoint.run()
        return {result.suite_name: _outcome(result.results) for result in run.run_results.values()}
    finally:
        # Great Expectations keeps two engines; either, left open, would keep the database, and with it the build.
        source.get_engine().dispose()
        source.get_execution_engine().engine.dispose()


def _outcome(results: Sequence[Any]) -> tuple[int, int, str | None]:
    rows = failed_rows = 0
    for result in results:
        problem = _problem(result.exception_info)
        if problem:
            return 0, 0, f"it could not be evaluated: {problem.splitlines()[0]}"
        observed = result.result.get("observed_value")
        if not isinstance(observed, int):
            return 0, 0, f"Great Expectations returned {observed!r} where a count was expected"
        if result.expectation_config.type == "expect_table_row_count_to_be_between":
            rows = observed
        else:
            failed_rows = observed
    return rows, failed_rows, None


def _problem(exception_info: dict[str, Any]) -> str | None:
    """Return the message of an exception that Great Expectations caught; it nests them by metric, or not."""
    if "raised_exception" in exception_info:
        return exception_info["exception_message"] if exception_info["raised_exception"] else None
    return next(filter(None, map(_problem, exception_info.values())), None)


def _keep_failures(
    compared: Compared, control: Control, path: Path
) -> tuple[dict[str, str | None], ...]:
    private_folder(path.parent)
    failing = f"""
        select subject, expected, actual, actual - expected as difference
        from {compared.table(control.name)} where {control.breach}
        order by abs(difference) desc nulls first, subject
    """
    compared.connection.execute(f"copy ({failing}) to {literal(path)} (format parquet)")
    rows = compared.connection.execute(
        f"select columns(*)::varchar from read_parquet({literal(path)}) limit {_EXAMPLES}"
    ).fetchall()
    return tuple(
        dict(zip(("subject", "expected", "actual", "difference"), row, strict=True)) for row in rows
    )
