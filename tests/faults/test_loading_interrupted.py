"""Not one row is lost or doubled, whatever stops a load: kill -9 at any moment, two loads at once, a full disk.

Each load runs in a process of its own, as the command line's does; afterwards one undisturbed load
must leave exactly the rows that the manifests declare.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.contracts import read_contracts
from orchestration.core.settings import Settings
from orchestration.loading import load_deliveries
from orchestration.loading.views import register_views
from orchestration.simulator import simulate

pytestmark = pytest.mark.kill

SYSTEMS = ("ledger", "contact_centre", "invoicing", "surveys", "goals", "registers")
# With and without ``--every-kill``: a random moment in each of so many equal parts of a load.
KILLS, KILLS_FEW = 20, 7

LOAD = """
import sys
from pathlib import Path
from orchestration.core.errors import BokslutError
from orchestration.loading import load_deliveries
from orchestration.core.settings import Settings

try:
    load_deliveries(Settings(Path(sys.argv[1]), Path(sys.argv[2])))
except BokslutError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    landing = tmp_path_factory.mktemp("interrupted") / "landing"
    simulate(landing, systems=SYSTEMS, scale=0.02)
    # Three deliveries of a system are enough for a kill between two, within one, and while one is recorded.
    for system in landing.iterdir():
        for delivery in sorted(system.iterdir())[:-3]:
            shutil.rmtree(delivery)
    return landing


@pytest.fixture(scope="module")
def declared(landing: Path) -> dict[str, int]:
    """The rows that the manifests declare, by raw table; a ledger's are its transactions."""
    rows: dict[str, int] = {}
    for path in landing.glob("*/*/datapackage.json"):
        for each in json.loads(path.read_text("utf-8"))["resources"]:
            entity = each["bokslut"]["entity"]
            table = (
                "ledger_transactions"
                if entity == "ledger"
                else f"{path.parent.parent.name}_{entity}"
            )
            rows[table] = rows.get(table, 0) + each["bokslut"]["rows"]
    return rows


@pytest.fixture
def settings(landing: Path, tmp_path: Path) -> Settings:
    return Settings(landing, tmp_path / "warehouse")


def start(settings: Settings, limits: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", LOAD, str(settings.landing), str(settings.warehouse)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limits,
    )


def assert_exactly_once(settings: Settings, declared: dict[str, int]) -> None:
    with duckdb.connect() as connection:
        register_views(connection, settings.raw, read_contracts().values())
        for table, rows in declared.items():
            found = connection.execute(
                f'select count(*), count(distinct (file_name, line_number)) from raw."{table}"'
            ).fetchone()
            assert found == (rows, rows), table


@pytest.fixture(scope="module")
def seconds(landing: Path, tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long an undisturbed load takes, from the process's start."""
    started = time.monotonic()
    with start(Settings(landing, tmp_path_factory.mktemp("undisturbed"))) as process:
        assert process.wait() == 0
    return time.monotonic() - started


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Choose the moments of a load, as shares of the time that it takes."""
    if "moment" in metafunc.fixturenames:
        kills = KILLS if metafunc.config.getoption("every_kill") else KILLS_FEW
        moments = [(part + random.Random(part).random()) / kills for part in range(kills)]
        metafunc.parametrize("moment", moments, ids="{:.0%}".format)


def test_after_kill_9_at_any_moment_a_rerun_has_every_row_once(
    settings: Settings, declared: dict[str, int], seconds: float, moment: float
) -> None:
    delay = seconds * moment
    with start(settings) as process:
        time.sleep(delay)
        process.kill()
    load_deliveries(settings)
    assert_exactly_once(settings, declared)
    assert [path for path in settings.raw.rglob(".*") if path.is_dir()] == []


def test_of_two_loads_at_once_one_learns_of_the_other_and_nothing_is_doubled(
    settings: Settings, declared: dict[str, int]
) -> None:
    with start(settings) as first, start(settings) as second:
        messages = [process.communicate()[1] for process in (first, second)]
        codes = sorted(process.returncode for process in (first, second))
    assert codes in ([0, 0], [0, 3])
    if codes == [0, 3]:
        assert "Another process is writing to this warehouse: " in "".join(messages)
    assert_exactly_once(settings, declared)


def test_a_full_disk_is_said_to_be_full_and_after_making_room_a_rerun_has_every_row_once(
    settings: Settings, declared: dict[str, int]
) -> None:
    def no_room() -> None:
        # The system refuses to let any file grow beyond this: a real failure to write, without a disk to fill.
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    with start(settings, no_room) as process:
        message = process.communicate()[1]
    assert process.returncode == 3, message
    assert "could not be written to" in message
    assert "What to do: Free space" in message
    load_deliveries(settings)
    assert_exactly_once(settings, declared)
