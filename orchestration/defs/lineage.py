"""What runs do, as events of OpenLineage: each stage with what it reads and makes, if a receiver is configured.

Nothing is sent unless the environment names a receiver in OpenLineage's own variables: ``OPENLINEAGE_URL``, or
``OPENLINEAGE__TRANSPORT__TYPE`` and its kind, such as ``file``. Names and columns are sent, never rows. After a
receiver has failed, that process sends it nothing more, and no run fails for it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from dagster import DagsterEventType

from orchestration.core.event_log import log_event
from orchestration.core.personal_data import without_personal_numbers
from orchestration.core.settings import Settings
from orchestration.dbt.project import read_manifest
from orchestration.defs.console import PUBLISH_STEP, STAGES

NAMESPACE_VARIABLE = "OPENLINEAGE_NAMESPACE"

_PRODUCER = "https://example.org/bokslut"
_RELEASE = "published/release"
_STARTS = {DagsterEventType.RUN_START: "START", DagsterEventType.STEP_START: "START"}
_ENDS = {
    DagsterEventType.RUN_SUCCESS: "COMPLETE",
    DagsterEventType.RUN_FAILURE: "FAIL",
    DagsterEventType.RUN_CANCELED: "ABORT",
    DagsterEventType.STEP_SUCCESS: "COMPLETE",
    DagsterEventType.STEP_FAILURE: "FAIL",
}


def is_wanted() -> bool:
    """Return whether the environment names a receiver, and does not switch lineage off."""
    if os.environ.get("OPENLINEAGE_DISABLED", "").strip().lower() == "true":
        return False
    named = ("OPENLINEAGE_URL", "OPENLINEAGE_CONFIG")
    return any(os.environ.get(name) for name in named) or any(
        name.startswith("OPENLINEAGE__TRANSPORT__") for name in os.environ
    )


@dataclass
class _Stage:
    """What is known so far of a stage that runs: when it began, what it has made, and what controls found."""

    inputs: tuple[str, ...] = ()
    outputs: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    checks: dict[str, list[tuple[str, bool, str]]] = field(default_factory=dict)


class LineageHandler(logging.Handler):
    """Sends the events of Dagster's runs; named in ``dagster.yaml``, so that it gets every run."""

    def __init__(self, level: int = logging.NOTSET) -> None:
        super().__init__(level)
        self._client: Any = None
        self._has_failed = False
        self._stages: dict[tuple[str, str], _Stage] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Send what a record says, if it is the beginning or the end of a run or of one of its stages."""
        if self._has_failed or not is_wanted():
            return
        meta: dict[str, Any] = getattr(record, "dagster_meta", {})
        event = meta.get("dagster_event")
        if event is None:
            return
        settings = Settings.from_environment()
        try:
            self._hear(settings, event, str(meta.get("run_id")), meta.get("step_key"))
        except Exception as error:
            # Lineage that nobody receives must not end the run that it is about.
            self._has_failed = True
            # The receiver's address may hold a key, so that the words of the error are not written.
            log_event(settings.logs, "lineage_not_sent", reason=type(error).__name__)

    def _hear(self, settings: Settings, event: Any, run_id: str, step: str | None) -> None:
        stage = self._stages.get((run_id, step or ""))
        match event.event_type:
            case DagsterEventType.RUN_START | DagsterEventType.STEP_START:
                started = _Stage(inputs=_inputs(settings, step) if step else ())
                self._stages[run_id, step or ""] = started
                self._send(settings, event, run_id, step, started, _STARTS[event.event_type])
            case DagsterEventType.ASSET_MATERIALIZATION if stage:
                made = event.step_materialization_data.materialization
                stage.outputs[made.asset_key.to_user_string()] = made.metadata
            case DagsterEventType.ASSET_CHECK_EVALUATION if stage:
                checked = event.asset_check_evaluation_data
                found = stage.checks.setdefault(checked.asset_key.to_user_string(), [])
                found.append((checked.check_name, checked.passed, checked.severity.value.lower()))
            case kind if kind in _ENDS:
                ended = self._stages.pop((run_id, step or ""), _Stage())
                self._send(settings, event, run_id, step, ended, _ENDS[kind])

    def _send(
        self,
        settings: Settings,
        event: Any,
        run_id: str,
        step: str | None,
        stage: _Stage,
        state: str,
    ) -> None:
        from openlineage.client import OpenLineageClient
        from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
        from openlineage.client.facet_v2 import JobFacet, RunFacet, job_type_job, parent_run

        if self._client is None:
            self._client = OpenLineageClient()
        namespace = os.environ.get(NAMESPACE_VARIABLE) or "bokslut"
        facets: dict[str, RunFacet] = _failure(event)
        name = event.job_name
        if step:
            facets["parent"] = parent_run.ParentRunFacet(
                parent_run.Run(run_id), parent_run.Job(namespace, name)
            )
            name = f"{name}.{step}"
        kind: dict[str, JobFacet] = {
            "jobType": job_type_job.JobTypeJobFacet("BATCH", "BOKSLUT", "TASK" if step else "JOB")
        }
        described = _Described(settings, namespace)
        self._client.emit(
            RunEvent(
                eventTime=datetime.now(UTC).isoformat(),
                producer=_PRODUCER,
                eventType=RunState[state],
                run=Run(str(_stage_id(run_id, step)), facets),
                job=Job(namespace, name, kind),
                inputs=[described.input(key, stage.checks.get(key, ())) for key in stage.inputs],
                outputs=[
                    described.output(key, metadata)
                    for key, metadata in stage.outputs.items()
                    if state != "START"
                ],
            )
        )


@dataclass(frozen=True)
class _Described:
    """Datasets with the columns that dbt's manifest describes."""

    settings: Settings
    namespace: str

    def input(self, key: str, checks: Iterable[tuple[str, bool, str]]) -> Any:
        """Return a dataset that a stage reads, with what the stage's checks found of it."""
        from openlineage.client.event_v2 import InputDataset
        from openlineage.client.facet_v2 import InputDatasetFacet, data_quality_assertions_dataset

        asserted = [
            data_quality_assertions_dataset.Assertion(name, passed, severity=severity)
            for name, passed, severity in checks
        ]
        facets: dict[str, InputDatasetFacet] = {}
        if asserted:
            facets["dataQualityAssertions"] = (
                data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(asserted)
            )
        return InputDataset(self.namespace, key, facets=self._facets(key), inputFacets=facets)

    def output(self, key: str, metadata: Mapping[str, Any]) -> Any:
        """Return a dataset that a stage has made, with its rows or the number of the release."""
        from openlineage.client.event_v2 import OutputDataset
        from openlineage.client.facet_v2 import (
            OutputDatasetFacet,
            dataset_version_dataset,
            output_statistics_output_dataset,
        )

        facets = self._facets(key)
        if key == _RELEASE:
            release = str(metadata["release"].value)
            facets["version"] = dataset_version_dataset.DatasetVersionDatasetFacet(release)
        counted: dict[str, OutputDatasetFacet] = {}
        if rows := metadata.get("dagster/row_count"):
            counted["outputStatistics"] = (
                output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
                    rowCount=rows.value
                )
            )
        return OutputDataset(self.namespace, key, facets=facets, outputFacets=counted)

    def _facets(self, key: str) -> dict[str, Any]:
        from openlineage.client.facet_v2 import documentation_dataset, schema_dataset

        node = _nodes(self.settings).get(key)
        if node is None:
            return {}
        return {
            "schema": schema_dataset.SchemaDatasetFacet(
                [
                    schema_dataset.SchemaDatasetFacetFields(
                        name, type=column.get("data_type"), description=column["description"]
                    )
                    for name, column in node["columns"].items()
                ]
            ),
            "documentation": documentation_dataset.DocumentationDatasetFacet(node["description"]),
        }


def _inputs(settings: Settings, step: str) -> tuple[str, ...]:
    """Return what a stage reads, by the names of Dagster's assets."""
    manifest = read_manifest(settings)
    raw = sorted(f"raw/{source['name']}" for source in manifest["sources"].values())
    public = sorted(
        f"{node['schema']}/{node['name']}"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["access"] == "public"
    )
    landing = sorted(
        f"landing/{path.name}" for path in settings.landing.glob("[!.]*") if path.is_dir()
    )
    return {
        "load_deliveries": tuple(landing),
        "dbt_build": tuple(raw),
        "gate": tuple(public),
        PUBLISH_STEP: tuple(public),
    }.get(step, (_RELEASE,) if step in STAGES else ())


def _nodes(settings: Settings) -> dict[str, Mapping[str, Any]]:
    """Return dbt's models, seeds and sources by the names of Dagster's assets."""
    manifest = read_manifest(settings)
    return {
        f"{node['schema']}/{node['name']}": node
        for node in (*manifest["sources"].values(), *manifest["nodes"].values())
        if node["resource_type"] in ("source", "model", "seed")
    }


def _stage_id(run_id: str, step: str | None) -> UUID:
    """Return the run id of a stage, derived from the run and the step, so that beginning and end have the same."""
    return uuid5(NAMESPACE_URL, f"{run_id}/{step}") if step else UUID(run_id)


def _failure(event: Any) -> dict[str, Any]:
    """Return why a stage failed, in words for a person; of an unforeseen error, which may hold a row, its class."""
    from openlineage.client.facet_v2 import error_message_run

    if event.event_type != DagsterEventType.STEP_FAILURE:
        return {}
    failure = event.step_failure_data
    reason = failure.error.cls_name if failure.error else None
    if failure.user_failure_data is not None:
        reason = failure.user_failure_data.description
    said = without_personal_numbers(reason or "unknown")
    return {"errorMessage": error_message_run.ErrorMessageRunFacet(said, "Python")}
