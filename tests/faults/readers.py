"""A reader of the small star, as a process of its own: reads on and on until told to stop, and says what it saw.

``python -m tests.faults.readers KIND PLACE STOP_FILE`` prints one JSON object: reads, the versions seen, mixes, errors.
Each read looks at several tables with a pause between them, and expects all rows of all of them to be of one version.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

TABLES = ("common.dim_area", "economics.fct_costs", "hr.mart_hr__absence")
PAUSE_SECONDS = 0.01


class Query(Protocol):
    """Something that runs a query."""

    def __call__(self, table: str) -> list[tuple[Any, ...]]: ...


@contextmanager
def duckdb_file(published: str) -> Generator[Query]:
    """Open the current release's database, as a BI tool opens a file."""
    import duckdb

    path = f"{published}/current/bokslut.duckdb"
    with duckdb.connect(path, read_only=True) as connection:
        yield lambda table: connection.execute(
            f"select min(version), max(version), count(*) from {table}"
        ).fetchall()


@contextmanager
def parquet(published: str) -> Generator[Query]:
    """Read the current release's Parquet: the link is followed once, and the files of that release are read."""
    import duckdb

    folder = Path(published, "current").resolve() / "parquet"
    with duckdb.connect() as connection:
        yield lambda table: connection.execute(
            "select min(version), max(version), count(*) from read_parquet($1)",
            [str(folder / f"{table.replace('.', '/')}.parquet")],
        ).fetchall()


@contextmanager
def postgresql(url: str) -> Generator[Query]:
    """Read in one transaction, as the recipe says: at isolation repeatable read."""
    import psycopg

    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield lambda table: connection.execute(
            f"select min(version), max(version), count(*) from {table}".encode()
        ).fetchall()


READERS = {"duckdb": duckdb_file, "parquet": parquet, "postgresql": postgresql}


def read_on(kind: str, place: str, stop: Path) -> dict[str, Any]:
    """Read until the file ``stop`` is there."""
    seen: set[int] = set()
    mixes: list[Any] = []
    errors: list[str] = []
    reads = 0
    while not stop.exists():
        try:
            found = []
            with READERS[kind](place) as query:
                for table in TABLES:
                    found += query(table)
                    time.sleep(PAUSE_SECONDS)
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
            continue
        reads += 1
        versions = {version for low, high, _ in found for version in (low, high)}
        seen |= versions
        if len(versions) != 1 or not all(count for *_, count in found):
            mixes.append(found)
    return {"reads": reads, "versions": sorted(seen), "mixes": mixes[:5], "errors": errors[:5]}


if __name__ == "__main__":
    print(json.dumps(read_on(sys.argv[1], sys.argv[2], Path(sys.argv[3]))))
