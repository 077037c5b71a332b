"""A SQLAlchemy dialect that lets Great Expectations read what is compared in DuckDB.

Great Expectations returns the cursor of a statement after its connection has gone back to the pool;
with duckdb-engine the cursor *is* the connection, and the result is lost (great_expectations issues
10738 and 11579). Here each statement gets a DuckDB cursor of its own.

It rests on names of duckdb-engine that are not promised to stay;
``tests/unit/gate/test_duckdb_dialect.py`` says what broke.
"""

from __future__ import annotations

from typing import Any

import duckdb
from duckdb_engine import ConnectionWrapper, CursorWrapper, Dialect
from sqlalchemy.dialects import registry

from orchestration.gate.compared import connect

URL = "duckdb+gate:///{database}"


class _Cursor(CursorWrapper):
    def __init__(self, connection: duckdb.DuckDBPyConnection, owner: ConnectionWrapper) -> None:
        super().__init__(connection, owner)
        self._own_connection = connection

    def close(self) -> None:
        self._own_connection.close()


class _Connection(ConnectionWrapper):
    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self._database = connection

    def cursor(self) -> CursorWrapper:
        return _Cursor(self._database.cursor(), self)


class GateDialect(Dialect):
    """duckdb-engine's dialect with a cursor per statement, read-only and without extensions from the network."""

    driver = "gate"
    supports_statement_cache = False

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        """Open the database of the URL; other connection arguments are not taken."""
        del cargs
        return _Connection(connect(cparams["database"]))


registry.register("duckdb.gate", __name__, "GateDialect")
