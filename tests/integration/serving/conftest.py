"""A small warehouse, and a database of its own for each test of serving."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.core.settings import Settings
from tests.postgres import PostgresServer


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "landing", tmp_path / "warehouse")


@pytest.fixture
def database(postgres: PostgresServer, request: pytest.FixtureRequest) -> str:
    """Name of a new database that the publisher owns."""
    name = f"db_{abs(hash(request.node.nodeid))}"
    postgres.create_database(name)
    return name


@pytest.fixture
def url(postgres: PostgresServer, database: str) -> str:
    return postgres.url(database)
