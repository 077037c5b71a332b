"""Opening DuckDB: the one place that does, so that nothing is ever fetched from the network.

Extensions are neither installed nor loaded by themselves; those that Bokslut needs are built into DuckDB.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.errors import ExternalError
from orchestration.core.sql import literal

MEMORY = ":memory:"

_NO_NETWORK = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
}
_LOCK_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.*?) \(PID (?P<pid>\d+)\)")


def connect(
    database: Path | str = MEMORY,
    *,
    read_only: bool = False,
    options: Mapping[str, Any] | None = None,
) -> duckdb.DuckDBPyConnection:
    """Return a connection to a database, by default a new one in memory.

    Parameters
    ----------
    database
        The file; one that does not exist is created, unless ``read_only``.
    read_only
        Whether the file is opened for reading alone, beside other readers.
    options
        DuckDB's own settings, such as ``threads`` or ``memory_limit``.

    Raises
    ------
    ExternalError
        When another process holds the file, it is missing, may not be opened or is not a DuckDB file. The
        message names the file and, where DuckDB knows it, the process.
    """
    try:
        return duckdb.connect(
            str(database), read_only=read_only, config={**_NO_NETWORK, **(options or {})}
        )
    except duckdb.Error as error:
        raise unreadable(Path(database), error) from error


def attach(connection: duckdb.DuckDBPyConnection, database: Path, alias: str) -> None:
    """Attach a database file for reading, under a name as SQL writes it.

    Raises
    ------
    ExternalError
        As ``connect``.
    """
    try:
        connection.execute(f"attach {literal(database)} as {alias} (read_only)")
    except duckdb.Error as error:
        raise unreadable(database, error) from error


def one_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """Return the one row that an aggregate query always has."""
    (row,) = connection.execute(query).fetchall()
    return row


def unreadable(database: Path, error: duckdb.Error) -> ExternalError:
    """Return the error for a person that says in one line why a database file could not be opened."""
    holder = _LOCK_HOLDER.search(str(error))
    if holder:
        program = Path(holder["program"]).name
        return ExternalError(
            f"{database} is in use by process {holder['pid']} ({program}).",
            "Wait until that process has ended, or end it, then try again.",
        )
    reason = " ".join(str(error).split("\n\n")[0].split()).rstrip(".")
    return ExternalError(
        f"{database} cannot be read: {reason}.",
        "Free space or fix the rights if that is what it says; else make the file again with `bokslut run`, or restore"
        " it from a backup.",
    )
