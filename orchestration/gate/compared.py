"""What the controls compare: a table each, in a DuckDB in memory that has the build beside it, read-only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import duckdb

from orchestration.core.sql import literal, name

_SCHEMA = "compared"
_numbers = count(1)


@dataclass(frozen=True)
class Compared:
    """A database in memory, by the name under which others of this process connect to it, and a connection to it."""

    database: str
    connection: duckdb.DuckDBPyConnection

    def table(self, control: str) -> str:
        """Return the table of what a control compares, as SQL names it from any connection to the database."""
        return f"memory.{_SCHEMA}.{name(control)}"


@contextmanager
def comparing(build: Path, spill: Path) -> Iterator[Compared]:
    """Open the database over a build, whose tables the connection names as the build itself does.

    Parameters
    ----------
    build
        Finished, and opened read-only.
    spill
        The folder for what does not fit into memory.
    """
    database = f":memory:gate_{next(_numbers)}"
    with connect(database) as connection:
        connection.execute("set temp_directory = $1", [str(spill / "spill")])
        connection.execute(f"create schema {_SCHEMA}")
        # The views within a build name it by its file's stem.
        connection.execute(f"attach {literal(build)} as {name(build.stem)} (read_only)")
        connection.execute(f"use {name(build.stem)}")
        yield Compared(database, connection)


def connect(database: str) -> duckdb.DuckDBPyConnection:
    """Connect to a database of this process, which takes nothing from the network."""
    return duckdb.connect(
        database,
        config={"autoinstall_known_extensions": False, "autoload_known_extensions": False},
    )
