"""A whole run from the command line: the Dagster graph of the UI, executed in this process."""

from __future__ import annotations

import contextlib
import io
import os
from dataclasses import dataclass, field
from typing import Any, TextIO

from orchestration.alerts import alerting_of_failure
from orchestration.failures import failure_of
from orchestration.lock import writing
from orchestration.settings import Settings


@dataclass
class RunSummary:
    """What a run did.

    ``rows`` counts the raw rows that count, by table; ``seconds`` is the time of each stage;
    ``controls`` those that passed.
    """

    rows: dict[str, int] = field(default_factory=dict)
    controls: int = 0
    release: int = 0
    is_new_release: bool = False
    folder: str = ""
    seconds: dict[str, float] = field(default_factory=dict)


def run(settings: Settings, progress: TextIO) -> RunSummary:
    """Load, build, audit and publish.

    Parameters
    ----------
    settings
        The folders of the installation.
    progress
        The terminal, or file, to print to how it goes.

    Raises
    ------
    BokslutError
        When the data was refused (exit code 1) or something outside failed (3); nothing was
        published then, and the release that was current still is.
    """
    with alerting_of_failure(settings), writing(settings.warehouse, "run"):
        return _run(settings, progress)


def _run(settings: Settings, progress: TextIO) -> RunSummary:
    from orchestration.dbt import ensure_manifest
    from orchestration.instance import prepare_dagster_home

    ensure_manifest()
    prepare_dagster_home(settings)

    import dagster as dg

    from orchestration.automation.schedules import NIGHTLY
    from orchestration.console import HANDLER, STAGES
    from orchestration.definitions import build_definitions
    from orchestration.loading import store

    job = build_definitions(settings).resolve_job_def(NIGHTLY)
    # dbt's own lines go to its log, warehouse/build/dbt/dbt.log, and Dagster catches what a step prints; the console
    # handler prints past both, to the terminal itself.
    with (
        os.fdopen(os.dup(progress.fileno()), "w", encoding="utf-8") as HANDLER.stream,
        dg.DagsterInstance.get() as instance,
        contextlib.redirect_stdout(io.StringIO()),
    ):
        result = job.execute_in_process(
            instance=instance,
            run_config={"loggers": {"console": {}}},
            raise_on_error=False,
        )
    if not result.success:
        raise failure_of(settings, result.all_events, result.run_id)

    summary = RunSummary(
        rows=dict(sorted(store.rows_of_tables(store.current_loads(settings.raw)).items())),
        seconds={STAGES[step]: seconds for step, seconds in HANDLER.seconds.items()},
    )
    for event in result.all_events:
        if event.is_step_materialization:
            key = event.step_materialization_data.materialization.asset_key
            metadata = event.step_materialization_data.materialization.metadata
            if key.path == ["published", "release"]:
                summary.release = int(metadata["release"].value)  # pyright: ignore[reportArgumentType]
                summary.is_new_release = bool(metadata["is_new"].value)
                summary.folder = str(metadata["folder"].value)
    summary.controls = sum(
        evaluation.passed
        for evaluation in result.get_asset_check_evaluations()
        if _is_control(evaluation)
    )
    return summary


def _is_control(evaluation: Any) -> bool:
    from orchestration.gate import read_controls

    return evaluation.check_name in {control.name for control in read_controls()}
