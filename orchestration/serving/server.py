"""The connection to PostgreSQL: one transaction, and errors in words that never hold the password."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

import duckdb

from orchestration.core.duckdb import connect
from orchestration.core.errors import BokslutError, ExternalError, UsageError

SCHEMES = ("postgresql", "postgres")

# By SQLSTATE, the whole or its class: what it means here, and what to do.
_MEANINGS = {
    "42501": (
        "lacks a right that serving needs",
        "Serve as the owner of the database, with CREATEROLE or with bokslut_reader and bokslut_hr made before.",
    ),
    "53100": ("has no room left on its disk", "Make room on the server, then serve again."),
    "2BP01": (
        "has an object of others that depends on a table which the release changes",
        "Drop the view or key that the message names, and make it again afterwards.",
    ),
    "53": (
        "has no resources left",
        "Look at the server's memory and connections, then serve again.",
    ),
    "57": ("ended the connection", "Serve again when the server is up."),
    "08": ("lost the connection", "Serve again when the server is up."),
    "40": ("stopped the transaction in favour of another", "Serve again."),
    "55": ("is locked by others", "Serve again when they have ended."),
}


class Server:
    """A connection with one open transaction.

    Parameters
    ----------
    url
        ``postgresql://user:password@host:port/database``. What it leaves out is taken from libpq's own
        environment variables and from ``~/.pgpass``.

    Raises
    ------
    UsageError
        When it is not such an address.
    ExternalError
        When no server answers there, or it refuses the user.
    """

    def __init__(self, url: str) -> None:
        self._secrets, self.name = _read_address(url)
        import adbc_driver_postgresql.dbapi as postgresql

        with self.explained("cannot be reached"):
            self._connection = postgresql.connect(url)
        self._duckdb = connect()

    def __enter__(self) -> Server:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection; what was not committed is undone."""
        self._duckdb.close()
        self._connection.close()

    def execute(self, statement: str) -> int:
        """Run a statement that returns no rows; return how many it changed, -1 where that has no meaning."""
        with self.explained("refuses"), self._connection.cursor() as cursor:
            cursor.adbc_statement.set_sql_query(statement)
            return cursor.adbc_statement.execute_update()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self.explained("refuses"), self._connection.cursor() as cursor:
            cursor.execute(query)
            return self._duckdb.from_arrow(cursor.fetch_arrow()).fetchall()

    def load(self, schema: str, table: str, rows: duckdb.DuckDBPyRelation) -> None:
        """Append rows to a table as a stream of Arrow batches, over COPY; decimals and dates stay what they are."""
        with self.explained("refuses"), self._connection.cursor() as cursor:
            # DuckDB's relation is itself an Arrow stream; the stub knows pyarrow's classes only.
            cursor.adbc_ingest(table, rows, mode="append", db_schema_name=schema)

    def commit(self) -> None:
        """Make all changes since the last commit visible at once, and begin a new transaction."""
        with self.explained("refuses"):
            self._connection.commit()

    @contextlib.contextmanager
    def explained(self, what: str) -> Generator[None]:
        """Turn the driver's error into one for the user, without the password.

        Raises
        ------
        ExternalError
            When the driver raised anything.
        """
        import adbc_driver_postgresql.dbapi as postgresql

        try:
            yield
        except postgresql.Error as error:
            raise self._explanation(str(error), error.sqlstate or "", what) from None
        except duckdb.Error as error:
            # An error while rows are fetched comes from the reader of the stream, without its code.
            raise self._explanation(str(error), "", what) from None

    def _explanation(self, text: str, state: str, what: str) -> BokslutError:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        said = " ".join(text.partition("Query was:")[0].split())
        if "password authentication failed" in said or "no password supplied" in said:
            return ExternalError(
                f"{self.name} does not let the user in: {said}",
                "Fix user or password in the address, PGPASSWORD or ~/.pgpass.",
            )
        meaning, remedy = (
            _MEANINGS.get(state)
            or _MEANINGS.get(state[:2])
            or (what, "Look at the server's log; the served release is unchanged.")
        )
        return ExternalError(f"{self.name} {meaning}: {said}", remedy)


def literal(text: str | None) -> str:
    """Return a text as a literal of PostgreSQL's."""
    return "null" if text is None else "'" + text.replace("'", "''") + "'"


def identifier(*names: str) -> str:
    """Return a name, or a qualified one, quoted."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def identifiers(names: Sequence[str]) -> str:
    """Return a list of columns."""
    return ", ".join(identifier(name) for name in names)


def _read_address(url: str) -> tuple[list[str], str]:
    """Return the secrets in an address, which are never shown, and the server's name, which may be."""
    refusal = UsageError(
        "That is not an address of a PostgreSQL database.",
        "Write postgresql://user@host:port/database, and the password in PGPASSWORD or ~/.pgpass.",
    )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refusal from None
    if parts.scheme not in SCHEMES:
        raise refusal
    secrets = [parts.password, unquote(parts.password)] if parts.password else []
    # A password given as a parameter, which libpq allows.
    secrets += [
        value
        for item in parts.query.split("&")
        if item.startswith("password=")
        for value in (item[9:], unquote(item[9:]))
    ]
    place = f"{parts.hostname or 'localhost'}{f':{port}' if port else ''}"
    return [secret for secret in secrets if secret], f"PostgreSQL at {place}{parts.path}"
