"""Whether the rows of a board's reference data agree, by the data tests that their YAML declares.

dbt runs the same tests in every build. Here they run on the files alone, in half a second, so that whoever edits a
file sees the line, the value and what is allowed. A test that compares with a model is left to dbt.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import duckdb

from orchestration.boards.problem import Problem
from orchestration.boards.reference import ReferenceFile, reference_files
from orchestration.core.duckdb import connect
from orchestration.core.sql import literal, literals, name

_REF = re.compile(r"ref\('(\w+)'\)")
_SHOWN = 8

# A test's arguments, and the columns of its rows as they are in the file.
_Arguments = Mapping[str, Any]


def disagreements(folder: Path) -> Iterator[Problem]:
    """Yield each row of a board's files that fails a declared data test, file by file, in order of lines.

    The files have been checked: their columns are there, and each value has its type.
    """
    files = reference_files()
    with connect() as connection:
        for path in sorted(folder.glob("*.csv")):
            found = list(_of_file(connection, folder, path, files[path.stem]))
            yield from sorted(found, key=lambda problem: problem.line)


@dataclass(frozen=True)
class _Rows:
    """The rows of one file of a board, which are in the connection's table ``own`` with their lines."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    path: Path

    def lines(self, condition: str, *values: str) -> list[tuple[Any, ...]]:
        """Return the line of each row that a condition holds for, with the values of some expressions."""
        listed = ", ".join(("line", *values))
        return self.connection.execute(
            f"select {listed} from own where {condition} order by line"
        ).fetchall()

    def problem(self, line: int, text: str) -> Problem:
        return Problem(self.path.name, line, text)


def _of_file(
    connection: duckdb.DuckDBPyConnection, folder: Path, path: Path, file: ReferenceFile
) -> Iterator[Problem]:
    _load(connection, "own", file, path.read_text("utf-8-sig"))
    rows = _Rows(connection, folder, path)
    for test in file.declaration.get("data_tests", ()):
        yield from _test(rows, test, {})
    for column in file.declaration["columns"]:
        for test in column.get("data_tests", ()):
            yield from _test(rows, test, {"columns": [column["name"]]})


def _test(rows: _Rows, test: str | Mapping[str, Any], of_column: _Arguments) -> Iterator[Problem]:
    ((kind, said),) = test.items() if isinstance(test, Mapping) else ((test, {}),)
    return _TESTS[kind](rows, {**of_column, **said.get("arguments", {})})


def _key_is_unique(rows: _Rows, arguments: _Arguments) -> Iterator[Problem]:
    columns = arguments["columns"]
    yield from _never_null(rows, arguments)
    yield from _repeated(rows, columns, " and ".join(f"{name(c)} is not null" for c in columns))


def _unique(rows: _Rows, arguments: _Arguments) -> Iterator[Problem]:
    (column,) = arguments["columns"]
    return _repeated(rows, [column], f"{name(column)} is not null")


def _repeated(rows: _Rows, columns: list[str], condition: str) -> Iterator[Problem]:
    keys = ", ".join(name(column) for column in columns)
    shown = [f"{name(column)}::varchar" for column in columns]
    first = f"min(line) over (partition by {keys})"
    for line, first_line, *values in rows.lines(
        f"{condition} qualify {first} < line", first, *shown
    ):
        said = ", ".join(
            f"{column} {value!r}" for column, value in zip(columns, values, strict=True)
        )
        yield rows.problem(line, f"{said} is on line {first_line} already; it may be there once")


def _never_null(rows: _Rows, arguments: _Arguments) -> Iterator[Problem]:
    columns = arguments["columns"]
    empty = ", ".join(f"if({name(column)} is null, {literal(column)}, null)" for column in columns)
    is_any = " or ".join(f"{name(column)} is null" for column in columns)
    for line, of_row in rows.lines(is_any, f"[{empty}]"):
        for column in filter(None, of_row):
            yield rows.problem(line, f"{column} is empty; it must have a value")


def _filled_together(rows: _Rows, arguments: _Arguments) -> Iterator[Problem]:
    one, other = arguments["columns"]
    for line, is_empty in rows.lines(
        f"({name(one)} is null) <> ({name(other)} is null)", f"{name(one)} is null"
    ):
        empty, filled = (one, other) if is_empty else (other, one)
        yield rows.problem(
            line, f"{empty} is empty and {filled} is not; fill both, or leave both empty"
        )


def _accepted_values(rows: _Rows, arguments: _Arguments) -> Iterator[Problem]:
    (column,) = arguments["columns"]
    accepted = [str(value) for value in arguments["values"]]
    for line, value in rows.lines(
        f"{name(column)}::varchar not in ({literals(accepted)})", f"{name(column)}::varchar"
    ):
        yield rows.problem(line, f"{column} is {value!r}; expected one of {', '.join(accepted)}")


def _relationships(rows: _Rows, arguments: _Arguments) -> Iterator[Problem]:
    (column,) = arguments["columns"]
    referred = _REF.fullmatch(arguments["to"])
    target = reference_files().get(referred[1]) if referred else None
    if target is None:
        return
    _load(
        rows.connection,
        "target",
        target,
        target.content_in(rows.folder).decode("utf-8-sig"),
    )
    field = name(arguments["field"])
    known = [
        value
        for (value,) in rows.connection.execute(
            f"select distinct {field}::varchar from target where {field} is not null order by all"
        ).fetchall()
    ]
    for line, value in rows.lines(
        f"{name(column)} is not null"
        f" and {name(column)} not in (select {field} from target where {field} is not null)",
        f"{name(column)}::varchar",
    ):
        close = get_close_matches(value, known, n=_SHOWN) or known[:_SHOWN]
        there = f"; closest there: {', '.join(close)}" if close else ", which has no rows"
        yield rows.problem(line, f"{column} {value!r} is not in {target.name}.csv{there}")


def _load(
    connection: duckdb.DuckDBPyConnection, table: str, file: ReferenceFile, text: str
) -> None:
    """Make a table of a file's rows, with the line that each ends on, the columns of their types, empty cells NULL."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    rows = [(reader.line_num, row) for row in reader]
    columns = ", ".join(
        f"try_cast(nullif(row[{literal(column)}], '') as {kind}) as {name(column)}"
        for column, kind in file.columns.items()
    )
    connection.execute(
        f"create or replace temp table {name(table)} as select line, {columns}"
        " from (select unnest($lines::bigint[]) as line, unnest($rows::map(varchar, varchar)[]) as row)",
        {
            "lines": [line for line, _ in rows],
            "rows": [{column: row.get(column) or "" for column in file.columns} for _, row in rows],
        },
    )


# By the names of dbt's tests.
_TESTS: Mapping[str, Callable[[_Rows, _Arguments], Iterator[Problem]]] = {
    "key_is_unique": _key_is_unique,
    "unique": _unique,
    "never_null": _never_null,
    "filled_together": _filled_together,
    "accepted_values": _accepted_values,
    "relationships": _relationships,
}

CHECKED_TESTS = frozenset(_TESTS)
