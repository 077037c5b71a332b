"""What all tests share: nothing phones home, and no test sees this machine's own settings."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.postgres import PostgresServer, running_server
from tests.warehouse import Warehouse, run_warehouse

for name in [name for name in os.environ if name.startswith("BOKSLUT_") or name == "DAGSTER_HOME"]:
    del os.environ[name]
os.environ.update(
    DO_NOT_TRACK="1",
    GX_ANALYTICS_ENABLED="false",
    DBT_SEND_ANONYMOUS_USAGE_STATS="false",
    DAGSTER_DISABLE_TELEMETRY="yes",
)


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A warehouse with one release, which tests read and never write; faults go to copies."""
    return run_warehouse(tmp_path_factory.mktemp("warehouse"))


@pytest.fixture(scope="session")
def ledger_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A warehouse of the ledger alone, which is built in a fraction of the time."""
    return run_warehouse(tmp_path_factory.mktemp("ledger-warehouse"), ledger_only=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this session."""
    with running_server() as server:
        yield server
