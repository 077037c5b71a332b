"""Why a run failed, as the error that its failing step raised, from what Dagster keeps of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from orchestration.core.errors import BokslutError, ExternalError, RefusedError
from orchestration.core.settings import Settings


class StepFailedError(RuntimeError):
    """A step failed by a fault of the program, not of the data or the surroundings."""

    def __init__(self, message: str, run_id: str) -> None:
        super().__init__(message)
        self.run_id = run_id


def failure_of(
    settings: Settings, events: Iterable[Any], run_id: str
) -> BokslutError | StepFailedError:
    """Return the error that ended a run, in the words of the step that failed.

    Parameters
    ----------
    settings
        Where the gate's verdict is.
    events
        The run's events of Dagster, in order.
    run_id
        The run, which the error names.
    """
    error = _failure(settings, events, run_id)
    error.run_id = run_id
    return error


def _failure(
    settings: Settings, events: Iterable[Any], run_id: str
) -> BokslutError | StepFailedError:
    from orchestration.defs.assets.warehouse import EXIT_CODE
    from orchestration.defs.console import PUBLISH_STEP
    from orchestration.releases.publishing import PublishRefusedError, require_verdict

    for event in events:
        if not event.is_step_failure:
            continue
        failure = event.step_failure_data
        if failure.user_failure_data is not None:
            text = failure.user_failure_data.description or ""
            code = failure.user_failure_data.metadata[EXIT_CODE].value
            if code == ExternalError.exit_code:
                return ExternalError(text)
            return (PublishRefusedError if event.step_key == PUBLISH_STEP else RefusedError)(text)
        if event.step_key == "gate" and failure.error.cls_name == "DagsterAssetCheckFailedError":
            try:
                require_verdict(settings)
            except PublishRefusedError as refusal:
                return refusal
        return StepFailedError(
            f"step {event.step_key} failed:\n{failure.error_display_string}", run_id
        )
    return StepFailedError(
        "the run failed before any step of it started; Dagster's log says why", run_id
    )
