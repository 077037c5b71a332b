"""Dagster as ``make dev`` starts it: a backfill of two months, a month that is missing, and a worker that is killed.

The server is asked as its own pages ask it, by GraphQL.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import dagster as dg
import pytest

from orchestration.core.settings import LANDING_VARIABLE, WAREHOUSE_VARIABLE, Settings
from orchestration.loading import store
from orchestration.simulator import simulate
from tests.processes import free_port, listens, started, wait_for

MONTHS = ("2013-05", "2013-06")
EXTRACTS = ("calls", "cases", "switchboard_calls", "visits")
CALLS = ["raw", "contact_centre_calls"]
REGISTERS = [
    ["raw", table] for table in ("installation", "loads", "rejected_rows", "withheld_groups")
]


@dataclass(frozen=True)
class Server:
    """A server of Dagster over a warehouse."""

    settings: Settings
    port: int

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Return the answer to a question in GraphQL."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(
            "POST",
            "/graphql",
            json.dumps({"query": query, "variables": variables}),
            {"Content-Type": "application/json"},
        )
        answer = json.load(connection.getresponse())
        connection.close()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def launch(self, assets: list[list[str]]) -> str:
        """Start a run of some assets, as the button *Materialize* does, and return its id."""
        (repository,) = self.ask(
            "{ repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } } } } }"
        )["repositoriesOrError"]["nodes"]
        launched = self.ask(
            """mutation($run: ExecutionParams!) { launchRun(executionParams: $run) {
                __typename ... on LaunchRunSuccess { run { id } } ... on PythonError { message } } }""",
            run={
                "mode": "default",
                "selector": {
                    "repositoryName": repository["name"],
                    "repositoryLocationName": repository["location"]["name"],
                    "pipelineName": "__ASSET_JOB",
                    "assetSelection": [{"path": path} for path in assets],
                },
            },
        )["launchRun"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        return launched["run"]["id"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    settings = Settings(folder / "landing", folder / "warehouse")
    simulate(settings.landing, systems=("contact_centre",), scale=0.05)
    for delivery in settings.landing.glob("contact_centre/*"):
        if not "2013-04" <= delivery.name <= "2013-09":
            shutil.rmtree(delivery)
    port = free_port()
    environment = os.environ | {
        LANDING_VARIABLE: str(settings.landing),
        WAREHOUSE_VARIABLE: str(settings.warehouse),
    }
    subprocess.run(
        [sys.executable, "-m", "orchestration.defs.instance"], env=environment, check=True
    )
    python = (sys.executable, "-m")
    daemon = [*python, "dagster._daemon", "run", "--module-name", "orchestration.definitions"]
    pages = [*python, "orchestration.defs.webserver", "--port", str(port)]
    log = folder / "log"
    environment["DAGSTER_HOME"] = str(settings.dagster_home)
    with (
        started(daemon, folder / "daemon.log", environment),
        started(pages, log, environment) as process,
    ):
        wait_for(lambda: listens(port), process, log)
        yield Server(settings, port)


@pytest.fixture(scope="module")
def instance(server: Server) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.from_config(str(server.settings.dagster_home)) as instance:
        yield instance


def test_set_up_lets_one_run_at_a_time_write(instance: dg.DagsterInstance) -> None:
    assert instance.event_log_storage.get_concurrency_info("warehouse").slot_count == 1
    assert instance.run_retries_enabled
    assert instance.run_monitoring_enabled


MUTATION = "/graphql?query=mutation{reloadWorkspace{__typename}}"
JSON = {"Content-Type": "application/json"}
LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 200),
        ("GET", "/", LINK, 200),
        ("GET", "/", LINK | {"Sec-Fetch-Dest": "document"}, 200),
        ("GET", "/", LINK | {"Sec-Fetch-Dest": "iframe"}, 403),
        ("GET", "/docs", LINK | {"Sec-Fetch-Dest": "embed"}, 403),
        ("GET", "/", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ("GET", "/", {"Host": "bokslut.attacker.example"}, 400),
        ("GET", MUTATION, {}, 403),
        ("GET", MUTATION, {"Sec-Fetch-Site": "same-origin"}, 403),
        ("POST", MUTATION, {"Content-Type": "application/x-www-form-urlencoded"}, 403),
        ("POST", MUTATION, {"Content-Type": "text/plain"}, 403),
        ("POST", "/graphql", JSON | {"Sec-Fetch-Site": "cross-site"}, 403),
        ("POST", "/graphql", JSON | {"Sec-Fetch-Site": "same-site"}, 403),
        ("POST", "/graphql", JSON | {"Origin": "https://attacker.example"}, 403),
        ("POST", "/graphql", JSON | {"Origin": "null"}, 403),
        ("POST", "/graphql", JSON | {"Origin": "http://localhost:{port}", "Sec-Fetch-Site": "same-origin"}, 200),
        ("POST", "/graphql", JSON, 200),
    ],
)  # fmt: skip
def test_a_page_of_another_site_cannot_ask_dagster_for_anything(
    server: Server, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    sent = {"Host": f"localhost:{server.port}"} | {
        name: value.format(port=server.port) for name, value in headers.items()
    }
    body = json.dumps({"query": "{ version }"}) if method == "POST" else None
    connection.request(method, path, body, sent)
    assert connection.getresponse().status == status
    connection.close()


def test_the_docs_site_is_served_beside_dagsters_pages(server: Server) -> None:
    def asked(path: str) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        status, content = answer.status, answer.read()
        connection.close()
        return status, content

    assert asked("/docs/index.html")[0] == 404
    assert b"bokslut docs" in asked("/docs/index.html")[1]
    site = server.settings.docs / "release-0001"
    site.mkdir(parents=True)
    (site / "index.html").write_text("The start page.", "utf-8")
    (server.settings.docs / "current").symlink_to(site.name)
    assert asked("/docs/index.html") == (200, b"The start page.")
    assert asked("/docs/none.html")[0] == 404
    assert asked("/docs/../dagster/dagster.yaml")[0] == 404


@pytest.mark.parametrize(
    ("origin", "status"), [("http://localhost:{port}", 101), ("https://attacker.example", 403)]
)
def test_the_pages_own_web_socket_alone_is_opened(server: Server, origin: str, status: int) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    sent = {
        "Host": f"localhost:{server.port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol": "graphql-ws",
        "Origin": origin.format(port=server.port),
    }
    connection.request("GET", "/graphql", headers=sent)
    assert connection.getresponse().status == status
    connection.close()


def test_a_backfill_of_two_months_loads_these_and_no_other(
    server: Server, instance: dg.DagsterInstance
) -> None:
    """One table is asked for; its deliveries are loaded as wholes, so that the others have the months too."""
    instance.add_dynamic_partitions("contact_centre.calls", list(MONTHS))
    launched = server.ask(
        """mutation($backfill: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $backfill) {
            __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }""",
        backfill={
            "assetSelection": [{"path": CALLS}],
            "partitionNames": list(MONTHS),
        },
    )["launchPartitionBackfill"]
    assert launched["__typename"] == "LaunchBackfillSuccess", launched

    def ended() -> str | None:
        backfill = instance.get_backfill(launched["backfillId"])
        done = backfill is not None and backfill.status.value in (
            "COMPLETED_SUCCESS",
            "COMPLETED_FAILED",
            "FAILED",
        )
        return backfill.status.value if backfill and done else None

    assert wait_for(ended) == "COMPLETED_SUCCESS"
    assert {load.delivery for load in store.current_loads(server.settings.raw)} == set(MONTHS)
    for extract in EXTRACTS:
        table = dg.AssetKey(["raw", f"contact_centre_{extract}"])
        assert instance.get_materialized_partitions(table) == set(MONTHS)
        assert instance.get_dynamic_partitions(f"contact_centre.{extract}") == list(MONTHS)
    calls = dg.AssetKey(CALLS)
    for month in MONTHS:
        (event,) = instance.fetch_materializations(
            dg.AssetRecordsFilter(calls, asset_partitions=[month]), limit=1
        ).records
        assert event.asset_materialization is not None
        load = next(
            each for each in store.current_loads(server.settings.raw) if each.delivery == month
        )
        rows = load.tables["contact_centre_calls"]
        assert event.asset_materialization.metadata["dagster/row_count"].value == rows > 0


def test_a_period_that_was_not_delivered_fails_and_says_what_to_put_where(
    server: Server, instance: dg.DagsterInstance
) -> None:
    instance.add_dynamic_partitions("contact_centre.calls", ["2031-01"])
    server.ask(
        """mutation($backfill: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $backfill) {
            ... on LaunchBackfillSuccess { backfillId } } }""",
        backfill={
            "assetSelection": [{"path": CALLS}],
            "partitionNames": ["2031-01"],
        },
    )
    failed = dg.RunsFilter(
        statuses=[dg.DagsterRunStatus.FAILURE], tags={"dagster/partition": "2031-01"}
    )
    (run, *_) = wait_for(lambda: instance.get_runs(failed))
    failures = [
        entry.get_dagster_event().step_failure_data.user_failure_data
        for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
    ]
    said = "".join(failure.description or "" for failure in failures if failure)
    assert "Nothing has been delivered of contact_centre for 2031-01." in said
    assert "Put the delivery into" in said


@pytest.mark.kill
def test_a_run_whose_worker_is_killed_is_tried_again_and_ends(
    server: Server, instance: dg.DagsterInstance
) -> None:
    killed = server.launch(REGISTERS)

    def worker() -> int | None:
        words = [entry.user_message or "" for entry in instance.all_logs(killed)]
        found = re.search(r"\(pid: (\d+)\)", " ".join(words))
        return int(found[1]) if found else None

    os.kill(wait_for(worker), signal.SIGKILL)

    def ended() -> Any:
        runs = instance.get_runs(dg.RunsFilter(tags={"dagster/parent_run_id": killed}))
        return runs[0] if runs and runs[0].is_finished else None

    again = wait_for(ended)
    first = instance.get_run_by_id(killed)
    assert first is not None
    assert first.status == dg.DagsterRunStatus.FAILURE
    assert again.status == dg.DagsterRunStatus.SUCCESS
    loads = store.current_loads(server.settings.raw)
    assert sorted(load.delivery for load in loads) == [f"2013-0{month}" for month in range(4, 10)]
    assert instance.get_materialized_partitions(dg.AssetKey(CALLS)) == {
        load.delivery for load in loads
    }
