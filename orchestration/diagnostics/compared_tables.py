"""The rows of one table of two published releases, compared as sets by their primary key.

A row of a delivered file has no key that outlives its file: two such rows match if all but their amounts is the same,
so a file that is delivered again shows only what it changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from orchestration.core.sql import literal, name
from orchestration.releases.release import Release

# Where a row of a file comes from; a table with all of these columns holds such rows.
_PROVENANCE = ("load_id", "file_name", "line_number")

_DIGITS = "decimal(38, 8)"


@dataclass(frozen=True)
class CellChange:
    """A value that differs; ``difference`` is after less before, of numbers."""

    row: str
    column: str
    before: str | None
    after: str | None
    difference: str | None

    @property
    def signed_difference(self) -> str | None:
        """Return the difference as a reader writes it: with its sign, without zeros at its end."""
        if self.difference is None:
            return None
        digits = self.difference
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
        return digits if digits.startswith("-") else f"+{digits}"


@dataclass
class TableChange:
    """A table whose rows differ: how many, the first cells and rows, and the changed deliveries that it rests on."""

    table: str
    added_rows: int
    removed_rows: int
    changed_rows: int
    changed_cells: int
    deliveries: list[str]
    cells: list[CellChange] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def table_change(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    before: Release,
    after: Release,
    limit: int,
) -> TableChange:
    """Return what differs in one table of two releases, whose databases are attached as before_ and after_release.

    Parameters
    ----------
    connection
        Where temporary tables of the comparison are made.
    table
        The table, with its schema; both releases have it.
    before, after
        The releases; a difference is after less before.
    limit
        How many cells and rows to list, 0 for all; the counts are always complete.
    """
    old, new = (
        {column["name"]: column["type"] for column in release.tables[table]["columns"]}
        for release in (before, after)
    )
    shared = [column for column in new if column in old]
    of_files = all(column in shared for column in _PROVENANCE)
    key = [column for column in after.tables[table]["primary_key"] if column in shared]
    compared = [column for column in shared if column not in key and not _is_provenance(column)]
    if of_files:
        key = [column for column in compared if not new[column].startswith("DECIMAL")]
        compared = [column for column in compared if column not in key]
    _match(connection, table, key, compared)
    added_rows, removed_rows = connection.execute(
        "select count(*) filter (where not is_before), count(*) filter (where not is_after) from matched"
    ).fetchall()[0]
    _find_cells(connection, compared, {column: _is_number(new[column]) for column in compared})
    changed_rows, changed_cells = connection.execute(
        "select count(distinct row_id), count(*) from cells"
    ).fetchall()[0]
    first = f"limit {limit}" if limit else ""
    cells = connection.execute(
        f"select row_key, column_name, before_value, after_value, difference from cells"
        f" order by row_key, row_id, place {first}"
    ).fetchall()
    added, removed = (
        [
            row[0]
            for row in connection.execute(
                f"select row_key from matched where not {side} order by row_key {first}"
            ).fetchall()
        ]
        for side in ("is_before", "is_after")
    )
    return TableChange(
        table=table,
        added_rows=added_rows,
        removed_rows=removed_rows,
        changed_rows=changed_rows,
        changed_cells=changed_cells,
        deliveries=[],
        cells=[CellChange(*cell) for cell in cells],
        added=added,
        removed=removed,
    )


def _match(
    connection: duckdb.DuckDBPyConnection, table: str, key: list[str], compared: list[str]
) -> None:
    """Make the table ``matched``: each row of either release beside its match in the other.

    Rows with the same key are numbered in order.
    """
    schema, _, own = table.partition(".")
    keys = ", ".join(map(name, key))
    order = ", ".join(map(name, compared)) or "1"
    sides = []
    for side in ("before", "after"):
        values = "".join(f', {name(column)} as "{side}:{column}"' for column in compared)
        sides.append(
            f"(select {keys}, row_number() over (partition by {keys} order by {order}) as occurrence{values},"
            f" true as found_{side} from {side}_release.{name(schema)}.{name(own)})"
        )
    same = " and ".join(
        f"old.{column} is not distinct from new.{column}"
        for column in (*map(name, key), "occurrence")
    )
    parts = ", ".join(
        f"nullif(cast(coalesce(new.{column}, old.{column}) as varchar), '')"
        for column in map(name, key)
    )
    values = "".join(f', "{side}:{column}"' for side in ("before", "after") for column in compared)
    connection.execute(
        f"create or replace temp table matched as select row_number() over () as row_id, concat_ws(' ', {parts},"
        " case when coalesce(new.occurrence, old.occurrence) > 1"
        " then '#' || coalesce(new.occurrence, old.occurrence) end) as row_key,"
        " coalesce(found_before, false) as is_before, coalesce(found_after, false) as is_after"
        f"{values} from {sides[0]} as old full join {sides[1]} as new on {same}"
    )


def _find_cells(
    connection: duckdb.DuckDBPyConnection, compared: list[str], is_number: dict[str, bool]
) -> None:
    """Make the table ``cells``: each value that differs between matched rows."""
    nothing = "select 0 as row_id, null::varchar as row_key, 0 as place, null as column_name, null as before_value,"
    queries = [f"{nothing} null as after_value, null as difference where false"]
    for place, column in enumerate(compared):
        old, new = f'"before:{column}"', f'"after:{column}"'
        difference = (
            f"cast(cast({new} as {_DIGITS}) - cast({old} as {_DIGITS}) as varchar)"
            if is_number[column]
            else "null"
        )
        queries.append(
            f"select row_id, row_key, {place}, {literal(column)}, cast({old} as varchar), cast({new} as varchar),"
            f" {difference} from matched where is_before and is_after and {old} is distinct from {new}"
        )
    connection.execute("create or replace temp table cells as " + " union all ".join(queries))


def _is_provenance(column: str) -> bool:
    """Return whether a column says where a row is in a file, as any line number does."""
    return column in _PROVENANCE or column.endswith("_line_number")


def _is_number(kind: str) -> bool:
    return kind.startswith("DECIMAL") or kind in ("INTEGER", "BIGINT", "SMALLINT", "HUGEINT")
