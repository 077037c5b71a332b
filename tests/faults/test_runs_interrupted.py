"""Whatever is killed, and whenever: readers have the release that was published, and the next run ends as it should.

Every stage of a run is cut off at random moments, each run beginning where the killed one left the warehouse: once or
twice a stage, and twenty times in all with ``--every-kill``. Before that Dagster's daemon is, by itself, while it is to
see what has come, to start a run, and to follow it; what that run publishes is what all others must.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES

from orchestration.core.settings import (
    AUTOMATION_VARIABLE,
    LANDING_VARIABLE,
    WAREHOUSE_VARIABLE,
    Settings,
)
from orchestration.defs.console import STAGES
from tests.commands import bokslut, started_bokslut
from tests.processes import free_port, started, wait_for
from tests.redelivery import redeliver
from tests.warehouse import Warehouse

pytestmark = pytest.mark.kill

# How often each stage is killed, with and without ``--every-kill``, and within how many seconds of its start: about as
# long as it takes.
MOMENTS = {
    "load_deliveries": (3, 1, 0.8),
    "dbt_build": (5, 2, 13.0),
    "gate": (6, 1, 2.5),
    "published__release": (6, 2, 1.0),
}
# The daemon needs some four seconds to start, and asks the sensor at once; then it launches the run and watches it.
DAEMON_KILLS, DAEMON_KILLS_FEW, DAEMON_SECONDS = 8, 3, (3.0, 9.0)


def deliver_another_text(landing: Path) -> None:
    """Deliver the ledger once more with the text of one voucher fixed, which no total depends on."""

    def with_another_text(content: bytes, _: dict[str, Any]) -> bytes:
        # Without the checksum that the file may have, which is of the content before.
        content = re.sub(rb"#KSUMMA.*\r\n", b"", content)
        fixed = content.replace(b"Avskrivningar och intern", b"Avskrivning och intern", 1)
        assert fixed != content
        return fixed

    redeliver(
        landing / "ledger" / "2013-VB",
        landing / "ledger" / "2013-VB-2",
        with_another_text,
        corrects="2013-VB",
        reason="A text was wrong.",
    )


@pytest.fixture(scope="module")
def published(ledger_warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A warehouse with one release, and a delivery that asks for another."""
    return awaiting_a_release(ledger_warehouse, tmp_path_factory.mktemp("killed"))


def awaiting_a_release(published: Warehouse, folder: Path) -> Warehouse:
    """Return a copy of a warehouse, with a delivery that asks for another release."""
    settings = Settings(folder / "landing", folder / "warehouse")
    shutil.copytree(published.settings.landing, settings.landing)
    shutil.copytree(published.settings.warehouse, settings.warehouse, symlinks=True)
    deliver_another_text(settings.landing)
    return Warehouse(settings, "")


@pytest.fixture(scope="module")
def published_by_daemon(
    ledger_warehouse: Warehouse,
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> dict[str, Any]:
    """The manifest of what Dagster publishes, whose daemon is killed; the run that it starts is not."""
    kills = DAEMON_KILLS if pytestconfig.getoption("every_kill") else DAEMON_KILLS_FEW
    folder = tmp_path_factory.mktemp("daemon")
    settings = awaiting_a_release(ledger_warehouse, folder).settings
    environment = {
        LANDING_VARIABLE: str(settings.landing),
        WAREHOUSE_VARIABLE: str(settings.warehouse),
        AUTOMATION_VARIABLE: "on",
    }
    subprocess.run(
        [sys.executable, "-m", "orchestration.defs.instance"],
        env=os.environ | environment,
        check=True,
    )
    environment["DAGSTER_HOME"] = str(settings.dagster_home)
    port = free_port()
    server = {"host": "127.0.0.1", "port": port, "location_name": "bokslut"}
    workspace, log = folder / "workspace.yaml", folder / "log"
    workspace.write_text(json.dumps({"load_from": [{"grpc_server": server}]}))
    dagster = (sys.executable, "-m", "dagster")
    code = (*dagster, "api", "grpc", "--module-name", "orchestration.definitions")
    daemon = (sys.executable, "-m", "dagster._daemon", "run", "--workspace", str(workspace))
    environment = os.environ | environment
    chance = random.Random("daemon")
    with started([*code, "--location-name", "bokslut", "--port", str(port)], log, environment):
        for _ in range(kills):
            # Only the daemon's own group: the run that it started is a child of the code server.
            with started(daemon, log, environment, stop=signal.SIGKILL):
                time.sleep(chance.uniform(*DAEMON_SECONDS))
            release_of(settings)
        with started(daemon, log, environment, stop=signal.SIGKILL) as last:
            current = settings.published / "current"
            wait_for(lambda: current.readlink().name != "release-0001", last, log)
            with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
                going_on = dg.RunsFilter(statuses=NOT_FINISHED_STATUSES)
                wait_for(lambda: not instance.get_runs_count(going_on), last, log)
    return release_of(settings)


@pytest.fixture(scope="module")
def undisturbed(published_by_daemon: dict[str, Any]) -> str:
    """What a run that nothing disturbs publishes, by its digest."""
    return published_by_daemon["content_sha256"]


def run(settings: Settings) -> str:
    """Run to the end, and return the digest of the content of what is published."""
    ran = bokslut("run", "--landing", settings.landing, "--warehouse", settings.warehouse)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return release_of(settings)["content_sha256"]


def release_of(settings: Settings) -> dict:
    """Return the manifest of the current release, whose files are what it says, and can be read."""
    folder = settings.published / "current"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    database = folder / manifest["database"]["path"]
    assert hashlib.sha256(database.read_bytes()).hexdigest() == manifest["database"]["sha256"]
    with duckdb.connect(str(database.resolve()), read_only=True) as connection:
        for table in manifest["tables"]:
            (rows,) = connection.execute(
                f'select count(*) from "{table["schema"]}"."{table["name"]}"'
            ).fetchall()[0]
            assert rows == table["rows"]
    return manifest


def kill_in(settings: Settings, stage: str, seconds: float, output: Path) -> None:
    """Run, and kill all that the run is, with signal 9, so long after the start of a stage.

    What the run prints goes to the file ``output``.
    """
    output.touch()
    process = started_bokslut(
        *("run", "--landing", settings.landing, "--warehouse", settings.warehouse), output=output
    )
    assert process.pid is not None
    begun = f"▸ {STAGES[stage]}"
    while begun not in map(str.strip, output.read_text("utf-8", "replace").splitlines()):
        assert process.is_alive(), f"the run ended before the stage {stage}"
        time.sleep(0.05)
    time.sleep(seconds)
    # The run may have ended by now.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.join()


def test_however_often_the_daemon_is_killed_what_has_come_is_published_once(
    published_by_daemon: dict[str, Any],
) -> None:
    assert published_by_daemon["release"] == 2


@pytest.mark.parametrize("stage", MOMENTS)
def test_after_kill_9_in_a_stage_readers_have_a_whole_release(
    published: Warehouse,
    undisturbed: str,
    stage: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    chance = random.Random(stage)
    before = release_of(published.settings)["release"]
    many, few, seconds = MOMENTS[stage]
    for _ in range(many if request.config.getoption("every_kill") else few):
        if release_of(published.settings)["release"] != before:
            # The last kill came when the new release stood already: without going back there would be nothing to do.
            assert (
                bokslut("rollback", "1", "--warehouse", published.settings.warehouse).returncode
                == 0
            )
        kill_in(published.settings, stage, chance.uniform(0, seconds), tmp_path / "output")
        # A kill may come when the new release stands already; it is that one wholly, then.
        found = release_of(published.settings)
        assert found["release"] == before or found["content_sha256"] == undisturbed


def test_after_all_kills_a_run_ends_and_publishes_what_an_undisturbed_one_does(
    published: Warehouse, undisturbed: str
) -> None:
    assert run(published.settings) == undisturbed
    settings = published.settings
    last = release_of(settings)["release"]
    # Nothing unfinished is left beside the releases.
    assert sorted(path.name for path in settings.published.iterdir()) == [
        "current",
        "current.json",
        *(f"release-{number:04}" for number in range(1, last + 1)),
    ]
