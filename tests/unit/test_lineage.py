"""OpenLineage: the receiver hears of each stage with what it reads and makes, and no receiver can fail a run."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.core.errors import RefusedError
from orchestration.defs import lineage
from orchestration.defs.assets.warehouse import refusals_explained
from tests.receivers import web_receiver

MANIFEST = {
    "sources": {
        "s": {
            "resource_type": "source", "schema": "raw", "name": "loads", "description": "Loads.",
            "columns": {"load_id": {"data_type": "varchar", "description": "The load."}},
        }
    },
    "nodes": {
        "m": {
            "resource_type": "model", "access": "public", "schema": "economics", "name": "fct_sums",
            "description": "Sums.",
            "columns": {"amount_sek": {"data_type": "decimal(18, 2)", "description": "Kronor."}},
        }
    },
}  # fmt: skip
SUMS = dg.AssetKey(["economics", "fct_sums"])
REFUSAL = "row 7 of 19800101-2384 is refused"


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "landing" / "ledger").mkdir(parents=True)
    monkeypatch.setenv("BOKSLUT_LANDING", str(tmp_path / "landing"))
    monkeypatch.setenv("BOKSLUT_WAREHOUSE", str(tmp_path / "warehouse"))
    monkeypatch.setattr(lineage, "read_manifest", lambda settings: MANIFEST)


def run(*, gate_passes: bool = True) -> bool:
    """Run a graph with the stages' names, heard by the handler; tell whether it succeeded."""

    @dg.multi_asset(name="load_deliveries", specs=[dg.AssetSpec(["raw", "loads"])])
    def load_deliveries() -> Iterator[dg.MaterializeResult]:
        yield dg.MaterializeResult(metadata={"dagster/row_count": 12})

    @dg.multi_asset(name="dbt_build", specs=[dg.AssetSpec(SUMS, deps=[["raw", "loads"]])])
    def dbt_build() -> Iterator[dg.MaterializeResult]:
        yield dg.MaterializeResult()

    @dg.multi_asset_check(
        name="gate", specs=[dg.AssetCheckSpec("sums_to_zero", asset=SUMS, blocking=True)]
    )
    def gate() -> Iterator[dg.AssetCheckResult]:
        if not gate_passes:
            with refusals_explained():
                raise RefusedError(REFUSAL)
        yield dg.AssetCheckResult(passed=True, asset_key=SUMS, check_name="sums_to_zero")

    @dg.asset(key=["published", "release"], deps=[SUMS])
    def release() -> dg.MaterializeResult:
        return dg.MaterializeResult(metadata={"release": 3})

    @dg.logger
    def logger(init_context: dg.InitLoggerContext) -> logging.Logger:
        made = logging.getLogger("lineage-test")
        made.setLevel(logging.DEBUG)
        made.handlers = [handler]
        return made

    handler = lineage.LineageHandler()
    job = dg.Definitions(
        assets=[load_deliveries, dbt_build, release],
        asset_checks=[gate],
        jobs=[dg.define_asset_job("nightly")],
        loggers={"lineage": logger},
    ).resolve_job_def("nightly")
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(
            instance=instance, run_config={"loggers": {"lineage": {}}}, raise_on_error=False
        ).success


def listening(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENLINEAGE__TRANSPORT__TYPE", "http")
    monkeypatch.setenv("OPENLINEAGE__TRANSPORT__URL", url)
    monkeypatch.setenv("OPENLINEAGE__TRANSPORT__RETRY", '{"total": 0}')


def ended(events: list[dict[str, Any]], job: str) -> dict[str, Any]:
    (event,) = [
        event for event in events if event["job"]["name"] == job and event["eventType"] != "START"
    ]
    return event


@pytest.mark.slow
def test_a_receiver_hears_each_stage_begin_and_end_with_what_it_read_and_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with web_receiver() as receiver:
        listening(receiver.url.removesuffix("/hooks/very-secret-path"), monkeypatch)
        assert run()
    stages = ("load_deliveries", "dbt_build", "gate", "published__release")
    assert [
        (event["job"]["name"].removeprefix("nightly."), event["eventType"])
        for event in receiver.posted
    ] == [
        ("nightly", "START"),
        *((stage, state) for stage in stages for state in ("START", "COMPLETE")),
        ("nightly", "COMPLETE"),
    ]
    (whole,) = {e["run"]["runId"] for e in receiver.posted if e["job"]["name"] == "nightly"}
    for stage in stages:
        runs = [
            event["run"] for event in receiver.posted if event["job"]["name"] == f"nightly.{stage}"
        ]
        assert len({run["runId"] for run in runs}) == 1
        assert {run["facets"]["parent"]["run"]["runId"] for run in runs} == {whole}
    loaded = ended(receiver.posted, "nightly.load_deliveries")
    assert [dataset["name"] for dataset in loaded["inputs"]] == ["landing/ledger"]
    (made,) = loaded["outputs"]
    assert (made["name"], made["outputFacets"]["outputStatistics"]["rowCount"]) == ("raw/loads", 12)
    (read,) = ended(receiver.posted, "nightly.gate")["inputs"]
    assert [
        (column["name"], column["type"], column["description"])
        for column in read["facets"]["schema"]["fields"]
    ] == [("amount_sek", "decimal(18, 2)", "Kronor.")]
    (checked,) = read["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert (checked["assertion"], checked["success"]) == ("sums_to_zero", True)
    (published,) = ended(receiver.posted, "nightly.published__release")["outputs"]
    assert published["facets"]["version"]["datasetVersion"] == "3"


@pytest.mark.slow
def test_a_refused_stage_fails_in_words_without_personal_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with web_receiver() as receiver:
        listening(receiver.url.removesuffix("/hooks/very-secret-path"), monkeypatch)
        assert not run(gate_passes=False)
    failed = ended(receiver.posted, "nightly.gate")
    assert failed["eventType"] == "FAIL"
    message = failed["run"]["facets"]["errorMessage"]["message"]
    assert "row 7 of (personal number) is refused" in message
    assert ended(receiver.posted, "nightly")["eventType"] == "FAIL"


def test_events_can_be_kept_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "lineage.ndjson"
    monkeypatch.setenv("OPENLINEAGE__TRANSPORT__TYPE", "file")
    monkeypatch.setenv("OPENLINEAGE__TRANSPORT__LOG_FILE_PATH", str(path))
    monkeypatch.setenv("OPENLINEAGE__TRANSPORT__APPEND", "true")
    assert run()
    events = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(events) == 10
    assert {event["job"]["namespace"] for event in events} == {"bokslut"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "answers", [None, [500] * 10, [401] * 10], ids=["down", "broken", "closed"]
)
def test_a_receiver_that_does_not_take_events_fails_no_run_and_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: list[int] | None
) -> None:
    with web_receiver() as receiver, socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        url = receiver.url.removesuffix("/hooks/very-secret-path")
        if answers is None:
            url = f"http://127.0.0.1:{unheard.getsockname()[1]}"
        receiver.answers = answers or []
        listening(url, monkeypatch)
        assert run()
        assert len(receiver.posted) == (0 if answers is None else 1)
    (log,) = (tmp_path / "warehouse" / "logs").glob("*.jsonl")
    said = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [line["event"] for line in said] == ["lineage_not_sent"]
    assert url not in log.read_text("utf-8")


@pytest.mark.slow
def test_nothing_is_sent_where_no_receiver_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run()
    assert "eventType" not in "".join(capfd.readouterr())
    assert not (tmp_path / "warehouse" / "logs").exists()
    with web_receiver() as receiver:
        listening(receiver.url, monkeypatch)
        monkeypatch.setenv("OPENLINEAGE_DISABLED", "true")
        assert run()
    assert receiver.posted == []
