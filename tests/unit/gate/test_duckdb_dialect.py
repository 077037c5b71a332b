"""Smoke test of the dialect: when a library moves, this says which of the things it rests on broke."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import sqlalchemy

from orchestration.gate.compared import connect
from orchestration.gate.duckdb_dialect import URL

DATABASE = ":memory:amounts"


@pytest.fixture
def engine() -> Iterator[sqlalchemy.Engine]:
    engine = sqlalchemy.create_engine(URL.format(database=DATABASE))
    with connect(DATABASE) as connection:
        connection.execute(
            "create table amounts as select 0.10::decimal(18, 2) as amount from range(3)"
        )
        yield engine
    engine.dispose()


def test_a_result_outlives_the_connection_that_made_it(engine: sqlalchemy.Engine) -> None:
    with engine.connect() as connection:
        result = connection.execute(sqlalchemy.text("select sum(amount) from amounts"))
    assert result.fetchall() == [(Decimal("0.30"),)]


def test_a_disposed_engine_keeps_nothing(engine: sqlalchemy.Engine) -> None:
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text("select 1")).fetchall()
    engine.dispose()
    with connect(DATABASE) as other:
        other.execute("drop table amounts")
