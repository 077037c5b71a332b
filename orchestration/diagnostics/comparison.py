"""Two published releases compared: what changed in deliveries, reference data, code, schema, verdict and every row.

Rows are matched by their primary key, and compared as sets. A row of a delivered file has no key that outlives its
file: two rows match if all but their amounts is the same, so a file that is delivered again shows only what it changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from orchestration.core.duckdb import attach, connect
from orchestration.core.sql import literal
from orchestration.gate import ControlResult
from orchestration.releases.release import Release

# Where a row of a file comes from; a table with all of these columns holds such rows.
_PROVENANCE = ("load_id", "file_name", "line_number")

_DIGITS = "decimal(38, 8)"


@dataclass(frozen=True)
class DeliveryChange:
    """A delivery that is in only one of the releases, or that replaces another."""

    change: str
    system: str
    delivery: str
    period_from: str
    period_to: str
    load_before: str | None
    load_after: str | None
    files: list[str]


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


@dataclass
class Comparison:
    """What differs between two releases; every list is empty where nothing does."""

    before: int
    after: int
    deliveries: list[DeliveryChange]
    reference_data: list[str]
    code: list[str]
    schema: list[str]
    verdict: list[str]
    tables: list[TableChange]

    @property
    def is_same(self) -> bool:
        """Return whether the releases hold the same."""
        parts = (self.deliveries, self.reference_data, self.code, self.schema, self.verdict)
        return not any(parts) and not self.tables


def compare(before: Release, after: Release, *, limit: int = 20) -> Comparison:
    """Compare two releases.

    Parameters
    ----------
    before, after
        The releases; a difference is after less before.
    limit
        How many cells and rows to list per table, 0 for all; the counts are always complete.

    Raises
    ------
    ExternalError
        When a release's database cannot be read.
    """
    deliveries = delivery_changes(before.manifest, after.manifest)
    shared = [name for name in after.tables if name in before.tables]
    differing = [
        name
        for name in shared
        if before.tables[name]["parquet_sha256"] != after.tables[name]["parquet_sha256"]
    ]
    tables = []
    if differing:
        with connect() as connection:
            for alias, release in (("before", before), ("after", after)):
                attach(connection, release.database, f"{alias}_release")
            for name in differing:
                change = _table(connection, name, before, after, limit)
                if change.added_rows or change.removed_rows or change.changed_rows:
                    change.deliveries = _reasons(name, before, after, deliveries)
                    tables.append(change)
    return Comparison(
        before.number,
        after.number,
        deliveries,
        *_sources(before, after),
        _schema(before, after),
        _verdict(before, after),
        tables,
    )


def delivery_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[DeliveryChange]:
    """Return the deliveries that differ between two releases' manifests, by system and period.

    A delivery replaces the one that had its system and period before.
    """
    old, new = (
        {delivery["load_id"]: delivery for delivery in manifest["deliveries"]}
        for manifest in (before, after)
    )
    gone = [delivery for load, delivery in old.items() if load not in new]
    changes = []
    for delivery in (delivery for load, delivery in new.items() if load not in old):
        earlier = next((other for other in gone if _place(other) == _place(delivery)), None)
        if earlier is not None:
            gone.remove(earlier)
        had, has = earlier["files"] if earlier else {}, delivery["files"]
        files = [path for path, digest in has.items() if had.get(path) != digest]
        files += [path for path in had if path not in has]
        change = "replaced" if earlier else "added"
        changes.append(_delivery(change, delivery, earlier, delivery, files))
    changes += [
        _delivery("removed", delivery, delivery, None, list(delivery["files"])) for delivery in gone
    ]
    return sorted(changes, key=lambda change: (change.system, change.period_from, change.delivery))


def _place(delivery: Mapping[str, Any]) -> tuple[str, str]:
    return delivery["system"], delivery["period_from"]


def _delivery(
    change: str,
    shown: dict[str, Any],
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    files: list[str],
) -> DeliveryChange:
    return DeliveryChange(
        change,
        shown["system"],
        shown["delivery"],
        shown["period_from"],
        shown["period_to"],
        before["load_id"] if before else None,
        after["load_id"] if after else None,
        sorted(files),
    )


def _sources(before: Release, after: Release) -> tuple[list[str], list[str]]:
    """Return the changes of reference data and of code, in words; none where a release has no record of them."""
    old, new = before.evidence, after.evidence
    if old is None or new is None:
        return [], []
    files = (old["reference_data"], new["reference_data"])
    versions = (old["code"]["versions"], new["code"]["versions"])
    code = [
        f"{name} changed"
        for key, name in (("package_sha256", "the program"), ("project_sha256", "the dbt project"))
        if old["code"][key] != new["code"][key]
    ]
    engines = [record["code"].get("engine") for record in (old, new)]
    # A record made before there was a choice does not name the engine.
    if all(engines) and engines[0] != engines[1]:
        code.append(f"the tables were computed by {engines[0]}, are by {engines[1]}")
    code += [
        f"{tool} was {versions[0].get(tool, 'not used')}, is {versions[1].get(tool, 'not used')}"
        for tool in sorted({*versions[0], *versions[1]})
        if versions[0].get(tool) != versions[1].get(tool)
    ]
    return list(_files(*files)), code


def _files(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for path in sorted({*before, *after}):
        if path not in before:
            yield f"{path} is new"
        elif path not in after:
            yield f"{path} is gone"
        elif before[path] != after[path]:
            yield f"{path} changed"


def _schema(before: Release, after: Release) -> list[str]:
    """Return the changes of tables, columns, types and keys, in words."""
    changes = [f"table {name} is new" for name in after.tables if name not in before.tables]
    changes += [f"table {name} is gone" for name in before.tables if name not in after.tables]
    for name, table in after.tables.items():
        if name not in before.tables:
            continue
        old, new = (
            {column["name"]: column["type"] for column in side["columns"]}
            for side in (before.tables[name], table)
        )
        changes += [f"column {name}.{column} is new" for column in new if column not in old]
        changes += [f"column {name}.{column} is gone" for column in old if column not in new]
        changes += [
            f"column {name}.{column} was {old[column]}, is {kind}"
            for column, kind in new.items()
            if column in old and old[column] != kind
        ]
        keys = [side["primary_key"] for side in (before.tables[name], table)]
        if keys[0] != keys[1]:
            changes.append(f"key of {name} was {', '.join(keys[0])}, is {', '.join(keys[1])}")
    return changes


def _verdict(before: Release, after: Release) -> list[str]:
    """Return the controls that are new, gone, of another outcome or over another number of rows, in words."""
    old, new = (
        {control.name: control for control in release.verdict.controls}
        for release in (before, after)
    )
    changes = [f"control {name} is new" for name in new if name not in old]
    changes += [f"control {name} is gone" for name in old if name not in new]
    for name, control in new.items():
        if name not in old:
            continue
        if old[name].outcome is not control.outcome:
            changes.append(f"control {name} was {_outcome(old[name])}, is {_outcome(control)}")
        elif old[name].rows != control.rows:
            changes.append(
                f"control {name} compared {old[name].rows} rows, compares {control.rows}"
            )
    return changes


def _outcome(control: ControlResult) -> str:
    return control.outcome.replace("_", " ")


def _reasons(
    name: str,
    before: Release,
    after: Release,
    deliveries: list[DeliveryChange],
) -> list[str]:
    """Return the changed deliveries that a table rests on by its lineage; if none, code or reference data changed."""
    rests_on = {
        load
        for release in (before, after)
        for load in release.manifest.get("lineage", {}).get(name, {}).get("loads", ())
    }
    return [
        f"{delivery.system}/{delivery.delivery}"
        for delivery in deliveries
        if {delivery.load_before, delivery.load_after} & rests_on
    ]


def _table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    before: Release,
    after: Release,
    limit: int,
) -> TableChange:
    old, new = (
        {column["name"]: column["type"] for column in release.tables[name]["columns"]}
        for release in (before, after)
    )
    shared = [column for column in new if column in old]
    of_files = all(column in shared for column in _PROVENANCE)
    key = [column for column in after.tables[name]["primary_key"] if column in shared]
    compared = [column for column in shared if column not in key and not _is_provenance(column)]
    if of_files:
        key = [column for column in compared if not new[column].startswith("DECIMAL")]
        compared = [column for column in compared if column not in key]
    _match(connection, name, key, compared)
    added_rows, removed_rows = connection.execute(
        "select count(*) filter (where not is_before), count(*) filter (where not is_after) from matched"
    ).fetchall()[0]
    _find_cells(connection, compared, {column: _is_number(new[column]) for column in compared})
    changed_rows, changed_cells = connection.execute(
        "select count(distinct row_id), count(*) from cells"
    ).fetchall()[0]
    first = f"limit {int(limit)}" if limit else ""
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
        table=name,
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
    connection: duckdb.DuckDBPyConnection, name: str, key: list[str], compared: list[str]
) -> None:
    """Make the table ``matched``: each row of either release beside its match in the other.

    Rows with the same key are numbered in order.
    """
    schema, _, table = name.partition(".")
    keys = ", ".join(map(_quoted, key))
    order = ", ".join(map(_quoted, compared)) or "1"
    sides = []
    for side in ("before", "after"):
        values = "".join(f', {_quoted(column)} as "{side}:{column}"' for column in compared)
        sides.append(
            f"(select {keys}, row_number() over (partition by {keys} order by {order}) as occurrence{values},"
            f" true as found_{side} from {side}_release.{_quoted(schema)}.{_quoted(table)})"
        )
    same = " and ".join(
        f"old.{column} is not distinct from new.{column}"
        for column in (*map(_quoted, key), "occurrence")
    )
    parts = ", ".join(
        f"nullif(cast(coalesce(new.{column}, old.{column}) as varchar), '')"
        for column in map(_quoted, key)
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


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
