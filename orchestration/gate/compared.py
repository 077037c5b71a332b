"""What the controls compare: one table each, in a DuckDB in memory with the build attached read-only.

All arithmetic is here, exact, in SQL: which items break a control is a column of its table.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import duckdb

from orchestration.core.duckdb import attach, connect
from orchestration.core.files import private_folder
from orchestration.core.settings import TIMEZONE
from orchestration.core.sql import literal, name
from orchestration.gate.controls import Control, Severity

ACCEPTED_FINDINGS = "reference.accepted_findings"

_SCHEMA = "compared"
# The layers that no reader gets; every other schema of a build is published, or shown on the docs site.
_INTERNAL = ("raw", "staging", "intermediate", "measures")
# The columns of a row's load, file and line, and the key that a table may make of them.
_PLACE = {"load_id", "file_name", "line_number"}
_PLACE_KEY = "load_id || '/' || file_name || ':' || line_number"
# A table of so many rows is small.
_SMALL_ROWS = 1000
_EXACT = ("DECIMAL", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT", "UHUGEINT")


class ControlError(ValueError):
    """A control that cannot be evaluated; the message says why."""


class Counts(NamedTuple):
    """What a control counted: the items that it compared, the least number of them, and those broken or undecided.

    ``accepted_rows`` would be broken if their difference had not been accepted.
    """

    control: str
    at_least_rows: int
    rows: int
    broken_rows: int
    accepted_rows: int


@dataclass(frozen=True)
class Compared:
    """What controls compare in one build, one table per control, in the schema ``tables``.

    ``acceptances`` is the build's table of accepted findings, if any. Every method raises ``ControlError`` when DuckDB
    cannot evaluate what the control says.
    """

    connection: duckdb.DuckDBPyConnection
    catalog: str
    acceptances: str | None = None
    has_release: bool = False
    tables: str = f"memory.{_SCHEMA}"

    def compute_if_applicable(self, control: Control) -> bool:
        """Return whether the control's subject exists, and if so make its table; threads may call this at once."""
        with self.connection.cursor() as connection:
            connection.execute(f"use {self.catalog}")
            own = replace(self, connection=connection)
            applies = own.applies(control)
            if applies:
                own.compute(control)
            return applies

    def applies(self, control: Control) -> bool:
        """Return whether the control's subject exists in the build."""
        if control.reads_release and not self.has_release:
            return False
        if control.applies_where is None:
            return True
        ((applies,),) = self._execute(f"select ({control.applies_where})::boolean").fetchall()
        if applies is None:
            raise ControlError("its 'applies_where' is NULL, where it must be true or false")
        return applies

    def compute(self, control: Control) -> None:
        """Make the control's table: ``subject``, ``expected``, ``actual``, ``is_accepted`` and ``is_broken``.

        An item breaks the control unless somebody has accepted exactly this difference of this subject.

        Raises
        ------
        ControlError
            Also when an amount is of an inexact type: doubles hide differences.
        """
        self._execute(
            f"create table {self._table(control)} as"
            f" select *, {control.breach} and not is_accepted as is_broken from ("
            f" select subject, expected, actual, {self._is_accepted(control)} as is_accepted"
            f" from ({control.query}) as items)"
        )
        for column, sql_type in self._execute(
            f"select column_name, column_type from (describe {self._table(control)})"
            " where column_name in ('expected', 'actual')"
        ).fetchall():
            if not sql_type.startswith(_EXACT):
                raise ControlError(f"its column '{column}' is {sql_type}, where it must be DECIMAL")

    def counts(self, controls: Iterable[Control]) -> list[Counts]:
        """Return what computed controls counted, in one statement."""
        selects = (
            f"select {literal(control.name)}, {control.at_least_rows}, count(*),"
            " count(*) filter (is_broken is distinct from false), count(*) filter (is_accepted)"
            f" from {self._table(control)}"
            for control in controls
        )
        statement = " union all ".join(selects)
        return list(map(Counts._make, self._execute(statement).fetchall() if statement else ()))

    def unused_acceptances(self, controls: Iterable[Control]) -> list[str]:
        """Return, as *control: subject*, the accepted findings that no computed control finds any more."""
        if not self.acceptances:
            return []
        found = "".join(
            f" union all select {literal(control.name)}, subject from {self._table(control)} where is_accepted"
            for control in controls
        )
        rows = self._execute(
            f"select control || ': ' || subject from {self.acceptances} where (control, subject) not in"
            f" (select (control, subject) from (select control, subject from {self.acceptances} where false{found}))"
            " order by all"
        ).fetchall()
        return [text for (text,) in rows]

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

    def _is_accepted(self, control: Control) -> str:
        """Return the SQL condition, never NULL, under which an item of the control's query is accepted."""
        if control.severity is Severity.FORBIDDEN or not self.acceptances:
            return "false"
        return f"""(
            {control.breach} and exists (
                select 1 from {self.acceptances} as accepted
                where accepted.control = {literal(control.name)} and accepted.subject = items.subject
                    and accepted.difference is not distinct from items.actual - items.expected
                    and accepted.valid_until >= current_date
            )
        )"""

    def _table(self, control: Control) -> str:
        return f"{self.tables}.{name(control.name)}"

    def _execute(self, statement: str) -> duckdb.DuckDBPyConnection:
        try:
            return self.connection.execute(statement)
        except duckdb.Error as error:
            raise ControlError(
                f"it could not be evaluated: {str(error).splitlines()[0]}"
            ) from error


@contextmanager
def comparing(build: Path, spill: Path, release: Path | None = None) -> Generator[Compared]:
    """Open a finished build read-only, its tables under the names that they have in the build.

    Parameters
    ----------
    build
        The build file.
    spill
        The folder for what does not fit into memory.
    release
        The database of the current release, if there is one; its tables are in catalog ``published``.
    """
    # Controls are many and small: each is computed by its own thread, which costs less than splitting one up.
    with connect(options={"temp_directory": str(spill / "spill"), "threads": 1}) as connection:
        # The views within a build name it by its file's stem.
        attach(connection, build, name(build.stem))
        yield comparing_in(connection, build.stem, release)


def comparing_in(
    connection: duckdb.DuckDBPyConnection, catalog: str, release: Path | None = None
) -> Compared:
    """Return the comparisons of a build that is open as ``catalog``, beside a database in memory called ``memory``."""
    connection.execute(f"create schema memory.{_SCHEMA}")
    # An acceptance is valid until the end of a day in Sweden.
    connection.execute(f"set global TimeZone = {literal(TIMEZONE)}")
    connection.execute(f"use {name(catalog)}")
    if release is not None:
        connection.execute(f"attach {literal(release)} as published (read_only)")
    _create_published_texts(connection, catalog)
    known = connection.execute(
        "select 1 from information_schema.tables where table_schema || '.' || table_name = $1",
        [ACCEPTED_FINDINGS],
    ).fetchall()
    return Compared(
        connection,
        name(catalog),
        ACCEPTED_FINDINGS if known else None,
        has_release=release is not None,
    )


def _create_published_texts(connection: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """Create the view ``memory.compared.published_texts``: every text of a table that readers get.

    In a large table once per column: DuckDB finds what is distinct in a column of few values without hashing its rows.
    A small one is read whole, since that takes less time than to plan a statement of all its columns.
    """
    columns = connection.execute(
        """
        select schema_name, table_name, coalesce(estimated_size > $3, true) as is_large, column_name, data_type
        from duckdb_columns() left join duckdb_tables() using (database_name, schema_name, table_name)
        where database_name = $2 and schema_name not in (select unnest($1))
        order by schema_name, table_name, column_index
        """,
        [list(_INTERNAL), catalog, _SMALL_ROWS],
    ).fetchall()
    texts = []
    for (schema, table, is_large), of_table in groupby(columns, key=lambda column: column[:3]):
        types = {column: data_type for *_, column, data_type in of_table}
        source = f"{name(catalog)}.{name(schema)}.{name(table)}"
        words = [column for column, data_type in types.items() if data_type == "VARCHAR"]
        if types.keys() >= _PLACE:
            words = _without_place_keys(connection, source, words)
        of_this = f"select {literal(f'{schema}.{table}')} as table_name,"
        if is_large:
            texts += [
                f"{of_this} {name(column)} as text from {source} group by {name(column)}"
                for column in words
            ]
        elif words:
            listed = ", ".join(map(name, words))
            texts.append(f"{of_this} unnest([{listed}]) as text from {source}")
    connection.execute(
        f"create view memory.{_SCHEMA}.published_texts as "
        + (" union all ".join(texts) or "select '' as table_name, '' as text where false")
    )


def _without_place_keys(
    connection: duckdb.DuckDBPyConnection, source: str, columns: Sequence[str]
) -> list[str]:
    """Return the columns but those that only repeat their row's load, file and line as one key.

    The first thousand rows decide, since a column is one SQL expression in all rows.
    """
    repeats = ", ".join(
        f"bool_and({name(column)} is not distinct from {_PLACE_KEY})" for column in columns
    )
    (answers,) = connection.execute(f"select {repeats} from (from {source} limit 1000)").fetchall()
    return [column for column, repeated in zip(columns, answers, strict=True) if not repeated]
