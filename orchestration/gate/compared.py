"""What the controls compare: one table each, in a DuckDB in memory with the build attached read-only.

All arithmetic is here, exact, in SQL: which items break a control is a column of its table.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.duckdb import attach, connect
from orchestration.core.files import private_folder
from orchestration.core.sql import literal, name
from orchestration.gate.controls import Control

_SCHEMA = "compared"
_EXACT = ("DECIMAL", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT", "UHUGEINT")


class ControlError(ValueError):
    """A control that cannot be evaluated; the message says why."""


@dataclass(frozen=True)
class Compared:
    """The tables of what controls compare, over one build.

    Every method raises ``ControlError`` when DuckDB cannot evaluate what the control says.
    """

    connection: duckdb.DuckDBPyConnection

    def applies(self, control: Control) -> bool:
        """Return whether the control's subject exists in the build."""
        if control.applies_where is None:
            return True
        ((applies,),) = self._execute(f"select ({control.applies_where})::boolean").fetchall()
        if applies is None:
            raise ControlError("its 'applies_where' is NULL, where it must be true or false")
        return applies

    def compute(self, control: Control) -> None:
        """Make the control's table: ``subject``, ``expected``, ``actual`` and ``is_broken``.

        Raises
        ------
        ControlError
            Also when an amount is of an inexact type: doubles hide differences.
        """
        self._execute(
            f"create table {self._table(control)} as"
            f" select subject, expected, actual, {control.breach} as is_broken from ({control.query}) as items"
        )
        for column, sql_type in self._execute(
            f"select column_name, column_type from (describe {self._table(control)})"
            " where column_name in ('expected', 'actual')"
        ).fetchall():
            if not sql_type.startswith(_EXACT):
                raise ControlError(f"its column '{column}' is {sql_type}, where it must be DECIMAL")

    def frame(self, control: Control) -> Any:
        """Return a pandas DataFrame of ``subject`` and ``is_broken`` (bool), one row per compared item."""
        return self._execute(f"select subject, is_broken from {self._table(control)}").df()

    def keep_failures(
        self, control: Control, path: Path, examples: int
    ) -> tuple[dict[str, str | None], ...]:
        """Write the items that break the control to a Parquet file, the largest difference first.

        Returns
        -------
        tuple of dict
            The first of them, ``examples`` at most: subject, expected, actual and difference, as text.
        """
        private_folder(path.parent)
        self._execute(f"""
            copy (
                select subject, expected, actual, actual - expected as difference
                from {self._table(control)} where is_broken
                order by abs(difference) desc nulls first, subject
            ) to {literal(path)} (format parquet)
        """)
        rows = self._execute(
            f"select columns(*)::varchar from read_parquet({literal(path)}) limit {examples}"
        )
        columns = [column[0] for column in rows.description]
        return tuple(dict(zip(columns, row, strict=True)) for row in rows.fetchall())

    def _table(self, control: Control) -> str:
        return f"memory.{_SCHEMA}.{name(control.name)}"

    def _execute(self, statement: str) -> duckdb.DuckDBPyConnection:
        try:
            return self.connection.execute(statement)
        except duckdb.Error as error:
            raise ControlError(
                f"it could not be evaluated: {str(error).splitlines()[0]}"
            ) from error


@contextmanager
def comparing(build: Path, spill: Path) -> Iterator[Compared]:
    """Open a finished build read-only, under the names that its tables have in the build itself.

    Parameters
    ----------
    build
        The build file.
    spill
        The folder for what does not fit into memory.
    """
    with connect(options={"temp_directory": str(spill / "spill")}) as connection:
        connection.execute(f"create schema {_SCHEMA}")
        # The views within a build name it by its file's stem.
        attach(connection, build, name(build.stem))
        connection.execute(f"use {name(build.stem)}")
        yield Compared(connection)
