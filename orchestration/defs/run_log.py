"""What Dagster's runs do, as lines of the event log: the one handler that sees every run, whoever starts it."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

from dagster import DagsterEventType

from orchestration.core.event_log import log_event
from orchestration.core.files import disk_refusal
from orchestration.core.settings import Settings
from orchestration.defs.console import FOR_DAGSTER

RUN_EVENTS = {
    DagsterEventType.RUN_START: "run_started",
    DagsterEventType.RUN_SUCCESS: "run_succeeded",
    DagsterEventType.RUN_FAILURE: "run_failed",
    DagsterEventType.RUN_CANCELED: "run_cancelled",
    DagsterEventType.STEP_START: "stage_started",
    DagsterEventType.STEP_SUCCESS: "stage_succeeded",
    DagsterEventType.STEP_FAILURE: "stage_failed",
    DagsterEventType.STEP_UP_FOR_RETRY: "stage_to_be_retried",
    DagsterEventType.ASSET_MATERIALIZATION: "asset_made",
    DagsterEventType.ASSET_CHECK_EVALUATION: "checked",
}

_ENDS = (DagsterEventType.STEP_SUCCESS, DagsterEventType.STEP_FAILURE)


class RunLogHandler(logging.Handler):
    """Writes the events of Dagster's runs to the log; named in ``dagster.yaml``, so that it sees every run.

    The warehouse is that of the environment when a run starts, which the command line sets for its runs too.
    """

    def __init__(self, level: int = logging.NOTSET) -> None:
        super().__init__(level)
        self._run: str | None = None
        self._logs = Path()
        self._running: set[tuple[Any, Any]] = set()
        self._is_refused = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write what a record says, if it is an event of a run or said by one of our own stages."""
        try:
            meta: dict[str, Any] = getattr(record, "dagster_meta", {})
            event, step = meta.get("dagster_event"), meta.get("step_key")
            if event is not None:
                name, fields = RUN_EVENTS.get(event.event_type), _fields(event)
                if event.event_type == DagsterEventType.STEP_START:
                    self._running.add((meta.get("run_id"), step))
                elif event.event_type in _ENDS:
                    self._running.discard((meta.get("run_id"), step))
            elif (meta.get("run_id"), step) in self._running and record.levelno >= logging.INFO:
                # What Dagster says of a stage that it skips is not the stage's.
                message = meta.get("orig_message", record.getMessage())
                name = None if FOR_DAGSTER.search(message) else "said"
                fields = {"message": message}
            else:
                return
            if name is not None:
                run = meta.get("run_id")
                if run is None or run != self._run:
                    self._run, self._logs = run, Settings.from_environment().logs
                log_event(self._logs, name, run_id=run, stage=step, **fields)
        except Exception as error:  # a log that cannot be written must not end the run it is about
            reason = disk_refusal(error)
            if reason is None:
                self.handleError(record)
            elif not self._is_refused:
                self._is_refused = True
                print(f"bokslut: The log of the run cannot be written: {reason}.", file=sys.stderr)


def _fields(event: Any) -> dict[str, Any]:
    match event.event_type:
        case DagsterEventType.RUN_START:
            return {"job": event.job_name}
        case DagsterEventType.STEP_SUCCESS:
            return {"seconds": round(event.step_success_data.duration_ms / 1000, 3)}
        case DagsterEventType.STEP_FAILURE:
            failure = event.step_failure_data
            if failure.user_failure_data is not None:
                return {"reason": failure.user_failure_data.description}
            # The words of an error that nobody foresaw may hold a row; Dagster's own page shows them.
            return {"reason": failure.error.cls_name if failure.error else None}
        case DagsterEventType.ASSET_MATERIALIZATION:
            made = event.step_materialization_data.materialization
            return {"asset": made.asset_key.to_user_string(), **_counts(made.metadata)}
        case DagsterEventType.ASSET_CHECK_EVALUATION:
            checked = event.asset_check_evaluation_data
            return {
                "check": checked.check_name,
                "asset": checked.asset_key.to_user_string(),
                "passed": checked.passed,
                "severity": checked.severity.value,
                # Dagster knows passed and not; a control may also be not applicable.
                **{
                    name: value.value
                    for name, value in checked.metadata.items()
                    if name == "outcome"
                },
                **_counts(checked.metadata),
            }
    return {}


def _counts(metadata: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers and truths of an asset's or a check's metadata: counts, seconds, the release."""
    values = ((name, getattr(each, "value", None)) for name, each in metadata.items())
    return {
        name.rpartition("/")[2].replace(" ", "_").lower(): value
        for name, value in values
        if isinstance(value, int | float)
    }
