"""One table of two engines, row by row: the same columns with the same types, and the same rows, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from orchestration.core.sql import name


@dataclass(frozen=True)
class Compared:
    """A table that was compared: its rows on the first engine, how many rows only one of both has, and the first."""

    table: str
    rows: int
    different_rows: int
    first: str

    @property
    def is_equal(self) -> bool:
        """Return whether both engines have the same."""
        return not self.first


def compare(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    expected: str,
    actual: str,
    key: Sequence[str],
) -> Compared:
    """Compare two relations as multisets of rows; the order of rows is of no account, that of columns is.

    Parameters
    ----------
    connection
        Sees both relations.
    table
        What the table is called in the result.
    expected, actual
        The relations, as SQL that follows `from`.
    key
        The columns by which a differing row is named, and found again in the other relation.
    """
    (rows,) = connection.execute(f"select count(*) from {expected}").fetchall()[0]
    columns, others = (_columns(connection, relation) for relation in (expected, actual))
    if list(columns.items()) != list(others.items()):
        return Compared(table, rows, 0, _first_column(columns, others))
    connection.execute(f"create or replace temp table only_expected as {_less(expected, actual)}")
    connection.execute(f"create or replace temp table only_actual as {_less(actual, expected)}")
    (different,) = connection.execute(
        "select (select count(*) from only_expected) + (select count(*) from only_actual)"
    ).fetchall()[0]
    first = _first_row(connection, list(columns), key) if different else ""
    return Compared(table, rows, different, first)


def in_words(compared: Sequence[Compared]) -> str:
    """Return the table that is printed: a line per table, and how many of them are equal."""
    width = max(len(item.table) for item in compared)
    lines = [f"{'table':{width}} {'rows':>9}  result"]
    for item in compared:
        result = "equal" if item.is_equal else f"{item.different_rows} rows differ: {item.first}"
        if item.first and not item.different_rows:
            result = item.first
        lines.append(f"{item.table:{width}} {item.rows:>9}  {result}")
    equal = [item for item in compared if item.is_equal]
    lines.append(
        f"{len(equal)} of {len(compared)} tables equal, {sum(item.rows for item in equal)} rows"
    )
    return "\n".join(lines)


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    described = connection.execute(f"describe select * from {relation}").fetchall()
    return {column: kind for column, kind, *_ in described}


def _first_column(expected: dict[str, str], actual: dict[str, str]) -> str:
    for column, kind in expected.items():
        if column not in actual:
            return f"the column {column} is missing"
        if actual[column] != kind:
            return f"the column {column} is {actual[column]}, not {kind}"
    more = [column for column in actual if column not in expected]
    return f"the column {more[0]} is one too many" if more else "the columns have another order"


def _less(relation: str, other: str) -> str:
    return f"select * from {relation} except all select * from {other}"


def _first_row(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[str], key: Sequence[str]
) -> str:
    """Return the least key at which the rows differ, with the first column that does, or which engine lacks the row."""
    joined = " and ".join(
        f"e.{name(column)} is not distinct from a.{name(column)}" for column in key
    )
    keys = ", ".join(f"coalesce(e.{name(column)}, a.{name(column)})" for column in key)
    sides = ", ".join(f"{side}.{name(column)}" for side in "ea" for column in columns)
    row = connection.execute(
        f"select e.there, a.there, {keys}, {sides}"
        " from (select *, true as there from only_expected) as e"
        f" full join (select *, true as there from only_actual) as a on {joined}"
        f" order by {', '.join(str(number) for number in range(3, 3 + len(key)))} limit 1"
    ).fetchall()[0]
    place = ", ".join(f"{column} = {value}" for column, value in zip(key, row[2:], strict=False))
    if not row[0]:
        return f"{place}: the row is one too many"
    if not row[1]:
        return f"{place}: the row is missing"
    values = row[2 + len(key) :]
    for column, one, other in zip(columns, values, values[len(columns) :], strict=False):
        if one != other:
            return f"{place}: {column} is {_shown(other)}, not {_shown(one)}"
    return f"{place}: the row is there another number of times"


def _shown(value: object) -> str:
    return "NULL" if value is None else str(value)
