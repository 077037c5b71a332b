"""What all tests share: their settings, the warehouses they read, and their marks."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.commands import bokslut
from tests.once import made_once
from tests.postgres import PostgresServer, running_server
from tests.processes import heed_interrupts
from tests.warehouse import (
    Warehouse,
    made_warehouse,
    shared_warehouse,
    warehouse_of_three_years,
)

# Nothing phones home, and no test sees this machine's own settings.
for name in [*os.environ]:
    if name.startswith(("BOKSLUT_", "OPENLINEAGE_")) or name == "DAGSTER_HOME":
        del os.environ[name]
os.environ.update(
    DO_NOT_TRACK="1",
    GX_ANALYTICS_ENABLED="false",
    DBT_SEND_ANONYMOUS_USAGE_STATS="false",
    DAGSTER_DISABLE_TELEMETRY="yes",
)
heed_interrupts()

# No test measures time: a machine under load may take long over an example.
hypothesis.settings.register_profile("bokslut", deadline=None)
hypothesis.settings.register_profile("quick", deadline=None, max_examples=20)
hypothesis.settings.load_profile("bokslut")

# A test that uses one of these fixtures has the mark of the same name.
FIXTURE_MARKS = {
    "warehouse": "warehouse",
    "ledger_warehouse": "warehouse",
    "three_years": "warehouse",
    "postgres": "postgres",
    "browser": "browser",
}


# What takes longest starts first, so that no worker is left alone with it. The first two build the warehouses that
# others wait for, while the third worker does what needs neither.
LONGEST_FIRST = (
    "tests/faults/test_runs_interrupted.py",
    "tests/end_to_end/test_both_engines.py",
    "tests/integration/docs_site/test_pages.py",
    "tests/boards/test_ledger_only.py",
    "tests/browser/test_docs_site.py",
    "tests/end_to_end/test_reruns.py",
    "tests/integration/test_dagster_server.py",
    "tests/faults/test_gate_faults.py",
    "tests/boards/test_culture_board.py",
    "tests/faults/test_extract_faults.py",
    "tests/integration/test_dbt_build.py",
    "tests/browser/test_report_page.py",
    "tests/end_to_end/test_corrected_ledger.py",
    "tests/end_to_end/test_source_faults.py",
    "tests/end_to_end/test_tie_out.py",
    "tests/end_to_end/test_bad_input.py",
    "tests/integration/test_run_on_spark.py",
    "tests/boards/test_empty_reference_data.py",
    "tests/faults/test_loading_interrupted.py",
    "tests/faults/test_publishing_under_readers.py",
    "tests/unit/test_dbt_command.py",
    "tests/unit/sie/test_sie_findings.py",
    "tests/unit/sie/test_sie_bytes.py",
    "tests/unit/simulator/test_faults.py",
    "tests/unit/test_readers.py",
    "tests/unit/simulator/test_payroll.py",
    "tests/unit/simulator/test_later_years.py",
    "tests/unit/simulator/test_invoicing.py",
    "tests/unit/test_speed.py",
    "tests/unit/simulator/test_contact_centre.py",
    "tests/unit/gate/test_vouchers_as_before.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `make kills` and `make test-whole` say."""
    parser.addoption(
        "--every-kill",
        action="store_true",
        help="kill each process at twenty moments; without it, once or twice in each of its stages",
    )
    parser.addoption(
        "--made",
        metavar="FOLDER",
        help="read the landing and the warehouse that `make run` made in this folder; without it, they are made",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the longest files first, and mark each test with what its fixtures start or build."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))
    for item in items:
        for fixture in FIXTURE_MARKS.keys() & {*getattr(item, "fixturenames", ())}:
            item.add_marker(FIXTURE_MARKS[fixture])


def pytest_collection_finish() -> None:
    """Keep garbage collection away from what has been imported: it takes an eighth of the time of small tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a case of a test by the length of its bytes; those of a file may differ from worker to worker."""
    return f"{len(val)}-bytes" if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that all workers of a session share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def warehouse(shared: Path, pytestconfig: pytest.Config) -> Warehouse:
    """A warehouse with one release, which tests read and never write; faults go to copies."""
    made = pytestconfig.getoption("made")
    return made_warehouse(Path(made)) if made else shared_warehouse(shared / "warehouse")


@pytest.fixture(scope="session")
def ledger_warehouse(shared: Path) -> Warehouse:
    """A warehouse of the ledger alone, which is built in a fraction of the time."""
    return shared_warehouse(shared / "ledger-warehouse", ledger_only=True)


@pytest.fixture(scope="session")
def three_years(shared: Path) -> Warehouse:
    """A warehouse of all systems at a small volume, with the year after the worked example's."""
    return warehouse_of_three_years(shared / "three-years")


@pytest.fixture(scope="session")
def docs_site(warehouse: Warehouse, shared: Path) -> Path:
    """The docs site of the warehouse's release, as ``bokslut docs`` makes it in a folder of one's own."""
    return _made_by("docs", warehouse, shared / "docs-site")


@pytest.fixture(scope="session")
def audited_report(warehouse: Warehouse, shared: Path) -> Path:
    """The annual report for those who examine it, as ``bokslut report`` makes it in a folder of one's own."""
    return _made_by("report --audience audit", warehouse, shared / "audited-report")


@pytest.fixture(scope="session")
def tertial_report(warehouse: Warehouse, shared: Path) -> Path:
    """The first tertial's report for the public, made in the same way."""
    return _made_by("report --edition T1", warehouse, shared / "tertial-report")


def _made_by(command: str, warehouse: Warehouse, shared: Path) -> Path:
    """Return the folder of what a command makes of the current release, once a session."""
    folder = shared / "made"

    def make() -> str:
        options = ("--warehouse", warehouse.settings.warehouse, "--to", folder)
        made = bokslut(*command.split(), *options)
        assert made.returncode == 0, made.stderr
        return made.stdout

    made_once(shared, make)
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this session."""
    with running_server() as server:
        yield server
