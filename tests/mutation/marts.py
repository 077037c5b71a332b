"""Faults in finished published tables: one cell, label or row is changed, and the gate's controls are asked.

The controls run as SQL, by the gate's own breach condition but without Great Expectations, so that a thousand faults
take minutes. Each fault is seeded in a transaction that is rolled back. Only the controls that read the changed table,
directly or through a view, are asked, until one fails: first those that protect the table, then the quickest. Those
that know a printed report come last, since before it is printed there are none of them.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from zlib import crc32

import duckdb

from orchestration.core.sql import name
from orchestration.gate import Control, read_controls

PUBLISHED_SCHEMAS = ("common", "economics", "goals", "hr", "measures", "services", "tie_out")

# Whatever reads one of these knows a printed report.
REGISTER = ("tie_out.", "reference.published_", "reference.accepted_variances")

# What a control reads that is not in the build, but beside it in the gate: such a control is not asked.
BESIDE_THE_BUILD = ("published.", "memory.")

# What finds a fault that the table itself refuses.
CONSTRAINT = "the table's constraints"

_QUALIFIED_NAME = re.compile(r"\b(?:bokslut\.)?(\w+)\.(\w+)\b")


@dataclass(frozen=True)
class Mutation:
    """One fault: the statement that seeds it, and the family in which it is counted."""

    table: str
    family: str
    what: str
    statement: str


@dataclass(frozen=True)
class Column:
    """A column of a published table, with the kind of value it holds and the least that it can change by."""

    name: str
    kind: str
    least: str


@dataclass(frozen=True)
class Asked:
    """A control, the tables that it reads, and what it finds before there is a fault, in how many seconds."""

    control: Control
    tables: set[str]
    before: tuple[int, int]
    seconds: float

    @property
    def is_of_register(self) -> bool:
        """Whether it knows a printed report."""
        return any(table.startswith(REGISTER) for table in self.tables)


@dataclass(frozen=True)
class Finding:
    """What found a fault: the name of the first control that failed, and whether it knows a printed report."""

    by: str
    is_of_register: bool


def mutate_marts(build: Path, only: str = "") -> str:
    """Seed every fault in a copy of a build and return the table of what was found, as Markdown.

    Parameters
    ----------
    build
        A finished build. It is copied and not changed; what breaks a control before there is a fault does not count.
    only
        Change only tables whose name contains this text.
    """
    with tempfile.TemporaryDirectory() as folder:
        # The views in a build name it by its file's stem.
        copy = Path(folder) / build.name
        shutil.copyfile(build, copy)
        with duckdb.connect(str(copy)) as connection:
            readers = _controls_by_table(connection)
            results = []
            for table in filter(lambda table: only in table, _tables(connection)):
                faults = list(_mutations(connection, table))
                print(f"{table}: {len(faults)} faults", file=sys.stderr)
                results += [
                    (fault, _found_by(connection, readers[table], fault)) for fault in faults
                ]
    return _report(results)


def _failing(connection: duckdb.DuckDBPyConnection, control: Control) -> tuple[int, int]:
    """Return how many items break a control, and a checksum of them; too few items to compare are a broken one."""
    rows, failed, checksum = connection.execute(
        f"select count(*), count(*) filter ({control.breach}),"
        f" coalesce(bit_xor(hash(subject, expected, actual)) filter ({control.breach}), 0)"
        f" from (select subject, expected, actual from ({control.query}))"
    ).fetchall()[0]
    return (failed, checksum) if rows >= control.at_least_rows else (failed + 1, checksum)


def _applies(connection: duckdb.DuckDBPyConnection, control: Control) -> bool:
    condition = control.applies_where or "true"
    return connection.execute(f"select {condition}").fetchall() == [(True,)]


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
        " where list_contains($1, table_schema) order by all",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    return [table for (table,) in rows]


def _controls_by_table(
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, list[Asked]]:
    """Return the controls that read each table, in the order in which to ask them.

    A view is followed to its tables. A control that does not apply to this build, or that compares with an earlier
    release, is left out.
    """
    views = dict(
        connection.execute(
            "select schema_name || '.' || view_name, sql from duckdb_views() where not internal"
        ).fetchall()
    )
    known: dict[str, set[str]] = {}

    def tables_of(query: str) -> set[str]:
        found = set()
        for relation in map(".".join, _QUALIFIED_NAME.findall(query.replace('"', ""))):
            if relation in views and relation not in known:
                known[relation] = tables_of(views[relation].partition(" AS ")[2])
            found |= known.get(relation, {relation})
        return found

    asked = []
    for control in read_controls():
        tables = tables_of(f"{control.query} {control.applies_where}")
        if any(table.startswith(BESIDE_THE_BUILD) for table in tables):
            continue
        if _applies(connection, control):
            start = perf_counter()
            before = _failing(connection, control)
            asked.append(Asked(control, tables, before, perf_counter() - start))
    return {
        table: sorted((one for one in asked if table in one.tables), key=partial(_rank, table))
        for table in _tables(connection)
    }


def _rank(table: str, asked: Asked) -> tuple[bool, bool, float]:
    protects = table.endswith(f".{asked.control.protects}")
    return asked.is_of_register, not protects, asked.seconds


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[Column]:
    schema, _, relation = table.partition(".")
    for column, data_type, scale in connection.execute(
        "select column_name, data_type, numeric_scale from information_schema.columns"
        " where table_schema = $1 and table_name = $2 order by ordinal_position",
        [schema, relation],
    ).fetchall():
        kind = data_type.partition("(")[0]
        if kind in ("DECIMAL", "INTEGER", "BIGINT"):
            yield Column(column, "number", f"1e-{scale or 0}::decimal(28, 8)")
        elif kind in ("VARCHAR", "BOOLEAN", "DATE"):
            yield Column(column, {"VARCHAR": "text", "BOOLEAN": "flag", "DATE": "day"}[kind], "")
        else:
            raise AssertionError(f"{table}.{column} is {data_type}, for which there are no faults")


def _mutations(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[Mutation]:
    def one_row(salt: str, where: str = "true") -> int | None:
        """Return the same row of the same table each time, or none where no row will do."""
        (count,) = connection.execute(f"select count(*) from {table} where {where}").fetchall()[0]
        if count == 0:
            return None
        place = crc32(f"{table}.{salt}".encode()) % count
        return connection.execute(
            f"select rowid from {table} where {where} order by rowid limit 1 offset {place}"
        ).fetchall()[0][0]

    def update(column: Column, what: str, value: str, where: str) -> Iterator[Mutation]:
        row = one_row(f"{column.name} {what}", where)
        if row is not None:
            statement = f"update {table} set {name(column.name)} = {value} where rowid = {row}"
            yield Mutation(table, f"{column.kind}s", f"{column.name} {what}", statement)

    for column in _columns(connection, table):
        cell = name(column.name)
        filled = f"{cell} is not null"
        if column.kind == "number":
            yield from update(column, "larger by the least", f"{cell} + {column.least}", filled)
            yield from update(column, "with the other sign", f"-{cell}", f"{cell} <> 0")
            first = one_row(f"{column.name} swapped", filled)
            second = first is not None and one_row(
                f"{column.name} swapped",
                f"{cell} <> (select {cell} from {table} where rowid = {first})",
            )
            if second:
                yield Mutation(
                    table,
                    "numbers",
                    f"{column.name} swapped between two rows",
                    f"update {table} as one set {cell} = other.{cell} from {table} as other"
                    f" where (one.rowid, other.rowid) in (({first}, {second}), ({second}, {first}))",
                )
        elif column.kind == "text":
            yield from update(column, "changed", f"{cell} || '?'", filled)
        elif column.kind == "flag":
            yield from update(column, "turned", f"not {cell}", filled)
        else:
            yield from update(column, "a day later", f"{cell} + 1", filled)
        yield from update(column, "emptied", "null", filled)
    row = one_row("row")
    if row is not None:
        yield Mutation(table, "rows", "deleted", f"delete from {table} where rowid = {row}")
        again = f"insert into {table} select * from {table} where rowid = {row}"
        yield Mutation(table, "rows", "duplicated", again)


def _found_by(
    connection: duckdb.DuckDBPyConnection,
    controls: Sequence[Asked],
    mutation: Mutation,
) -> Finding | None:
    """Seed a fault, return what finds it first, if anything does, and undo the fault."""
    connection.execute("begin transaction")
    try:
        connection.execute(mutation.statement)
        for asked in controls:
            try:
                found = _failing(connection, asked.control)
            except duckdb.Error:
                # A control that cannot be evaluated does not pass.
                return Finding(asked.control.name, asked.is_of_register)
            if found[0] and found != asked.before:
                return Finding(asked.control.name, asked.is_of_register)
        return None
    except duckdb.ConstraintException:
        return Finding(CONSTRAINT, is_of_register=False)
    finally:
        connection.execute("rollback")


def _report(results: Sequence[tuple[Mutation, Finding | None]]) -> str:
    """Return the table by published table and family, totals last, and the list of what escaped.

    A table of the tie-out is empty before a report is printed, so it is not in the column *without the register*.
    """
    groups: dict[tuple[str, str], list[tuple[Mutation, Finding | None]]] = defaultdict(list)
    for mutation, finding in results:
        groups[mutation.table, mutation.family].append((mutation, finding))
    totals: dict[tuple[str, str], list[tuple[Mutation, Finding | None]]] = defaultdict(list)
    for mutation, finding in results:
        totals["all", mutation.family].append((mutation, finding))
        totals["all", "all"].append((mutation, finding))
    lines = [
        "| table | family | tried | found without the register | found with it | by |",
        "|---|---|---:|---:|---:|---|",
    ]
    for (table, family), found in [*sorted(groups.items()), *sorted(totals.items(), reverse=True)]:
        before = [finding for m, finding in found if not m.table.startswith(REGISTER)]
        without = sum(finding is not None and not finding.is_of_register for finding in before)
        by = Counter(finding.by for _, finding in found if finding)
        names = ", ".join(f"`{control}` {count}" for control, count in by.most_common())
        lines.append(
            f"| {table} | {family} | {len(found)} | {_share(without, len(before))} |"
            f" {_share(sum(by.values()), len(found))} | {'' if table == 'all' else names} |"
        )
    escaped = [f"- {m.table}: {m.what}" for m, finding in results if finding is None]
    return "\n".join([*lines, "", f"Escaped: {len(escaped)} of {len(results)}", *escaped])


def _share(found: int, tried: int) -> str:
    return f"{found} of {tried} ({found / tried:.0%})" if tried else "–"
