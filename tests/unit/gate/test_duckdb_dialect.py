"""Smoke test of the dialect: when a library moves, this says which of the things it rests on broke."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import sqlalchemy

from orchestration.gate.duckdb_dialect import URL


@pytest.fixture
def engine(tmp_path: Path) -> sqlalchemy.Engine:
    path = tmp_path / "build.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table amounts as select 0.10::decimal(18, 2) as amount from range(3)"
        )
    return sqlalchemy.create_engine(URL.format(path=path))


def test_a_result_outlives_the_connection_that_made_it(engine: sqlalchemy.Engine) -> None:
    with engine.connect() as connection:
        result = connection.execute(sqlalchemy.text("select sum(amount) from amounts"))
    assert result.fetchall() == [(Decimal("0.30"),)]
    engine.dispose()


def test_nothing_can_be_written_through_it(engine: sqlalchemy.Engine) -> None:
    with (
        engine.connect() as connection,
        pytest.raises(sqlalchemy.exc.SQLAlchemyError, match="read-only"),
    ):
        connection.execute(sqlalchemy.text("delete from amounts"))
    engine.dispose()


def test_a_disposed_engine_lets_the_next_writer_in(
    engine: sqlalchemy.Engine, tmp_path: Path
) -> None:
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text("select 1")).fetchall()
    engine.dispose()
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        connection.execute("delete from amounts")
