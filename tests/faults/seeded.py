"""A copy of a finished build in which faults are seeded one at a time, and what a control counts after each.

A fault and what the control compares are made in one transaction, which is rolled back: the build is copied and opened
once, and not once per fault.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.sql import name
from orchestration.gate import Control
from orchestration.gate.compared import Compared, comparing_in


@dataclass(frozen=True)
class Counted:
    """What a control counts in a build with a fault; ``examples`` are the first items that break it."""

    rows: int
    failed_rows: int
    examples: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class SeededBuild:
    """A build that is open for faults, and the folder in which failing items are kept."""

    compared: Compared
    failures: Path

    def counted(self, control: Control, fault: str) -> Counted:
        """Return what the control counts after a fault, which is then undone.

        Parameters
        ----------
        control
            One that applies to the build with the fault.
        fault
            One or more statements of SQL.

        Raises
        ------
        ControlError
            When the control cannot be evaluated.
        """
        connection = self.compared.connection
        connection.execute("begin transaction")
        try:
            connection.execute(fault)
            assert self.compared.applies(control), f"{control.name} does not apply"
            self.compared.compute(control)
            (counts,) = self.compared.counts([control])
            kept = self.failures / f"{control.name}.parquet"
            examples = self.compared.keep_failures(control, kept, 1)
            return Counted(counts.rows, counts.broken_rows, examples)
        finally:
            connection.execute("rollback")

    def schema_of(self, table: str) -> str:
        """Return the schema of a table of the build."""
        query = "select table_schema from information_schema.tables where table_name = ?"
        return self.compared.connection.execute(query, [table]).fetchall()[0][0]


@contextlib.contextmanager
def seeded_build(build: Path, release: Path, folder: Path) -> Generator[SeededBuild]:
    """Copy a build into a folder and open it for faults, beside the release that its controls compare it with."""
    # The views in a build name it by its file's stem.
    copy = folder / build.name
    shutil.copyfile(build, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("attach ':memory:' as memory")
        compared = comparing_in(connection, copy.stem, release)
        # One transaction writes to one database alone.
        tables = f"{name(copy.stem)}.compared"
        connection.execute(f"create schema {tables}")
        yield SeededBuild(replace(compared, tables=tables), folder / "failures")
