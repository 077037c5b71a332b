"""Those who read what `make run` published: run by `make test-consumers`, not with the other tests.

Their programs live in environments of their own, which that target makes and names in the environment.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from orchestration.core.settings import Settings
from orchestration.serving import serve
from tests.consumers.superset import Superset, make_bundle, running_superset
from tests.postgres import PASSWORD, PostgresServer

# Where the target says where things are. Without them nothing here is collected.
CLIENTS = os.environ.get("CONSUMER_TEST_CLIENTS")
PUBLISHED = os.environ.get("CONSUMER_TEST_PUBLISHED")

collect_ignore_glob = [] if CLIENTS else ["test_*.py"]


@pytest.fixture(scope="session")
def clients() -> Path:
    """Folder of the programs that read, each in an environment of its own."""
    assert CLIENTS
    return Path(CLIENTS)


@pytest.fixture(scope="session")
def release() -> Path:
    """Folder of the release that is current."""
    assert PUBLISHED, "CONSUMER_TEST_PUBLISHED names no folder of releases"
    current = Path(PUBLISHED) / "current"
    assert current.exists(), f"nothing is published in {PUBLISHED}: `make run` first"
    return current.resolve()


@pytest.fixture(scope="session")
def served(
    release: Path, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Name of a database that serves a copy of the release, with a log-in for Superset as the recipe makes it."""
    warehouse = tmp_path_factory.mktemp("served")
    settings = Settings(warehouse / "landing", warehouse)
    shutil.copytree(release, settings.published / release.name)
    (settings.published / "current").symlink_to(release.name)
    # A release is served with the record that proves what it is.
    shutil.copytree(release.parents[1] / settings.evidence.name, settings.evidence)
    serve(settings, postgres.create_database("consumers"))
    with psycopg.connect(postgres.url("postgres", "postgres"), autocommit=True) as connection:
        for statement in (
            f"create role superset login password '{PASSWORD}' in role bokslut_reader",
            "alter role superset set default_transaction_read_only = on",
            "alter role superset set default_transaction_isolation = 'repeatable read'",
        ):
            connection.execute(statement)
    return "consumers"


@pytest.fixture(scope="session")
def superset(clients: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    with running_superset(clients / "superset", tmp_path_factory.mktemp("superset")) as running:
        yield running


@pytest.fixture(scope="session")
def published(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases as Bokslut leaves it, that a test may publish into."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "release-0001").mkdir()
    shutil.copy(release / "bokslut.duckdb", folder / "release-0001")
    (folder / "current").symlink_to("release-0001")
    return folder


@pytest.fixture(scope="session", params=["postgresql", "duckdb"])
def connected(
    request: pytest.FixtureRequest,
    clients: Path,
    superset: Superset,
    published: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, Superset]:
    """Superset with the dashboard imported, on the served release and then on the file."""
    superset.forget()
    if request.param == "postgresql":
        # Asked for here, so that a machine without PostgreSQL tries the file all the same.
        database = request.getfixturevalue("served")
        port = request.getfixturevalue("postgres").port
        address, password = f"postgresql+psycopg2://superset@127.0.0.1:{port}/{database}", PASSWORD
    else:
        address, password = f"duckdb:///{published}/current/bokslut.duckdb", ""
    content = make_bundle(
        clients / "superset", address, tmp_path_factory.mktemp("bundle") / "bokslut.zip"
    )
    superset.import_bundle(content, password)
    (database,) = superset.get("database/")["result"]
    assert database["backend"] == request.param
    return request.param, superset
