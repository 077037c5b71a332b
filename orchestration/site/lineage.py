"""Column lineage: of which columns each column of a model is made, read from the SQL that makes it.

An empty copy of every table, in memory, gives the columns and their types; ``column_sources`` follows each column
through the model's SQL to the tables that it reads. What only joins, filters or groups is not part of a column's value,
and not followed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.core.duckdb import connect
from orchestration.core.sql import literal, name
from orchestration.site.project import Project, Table

ColumnKey = tuple[str, str]
"""Unique id of a table, and the name of its column."""


@dataclass(frozen=True)
class Lineage:
    """What columns are made of.

    ``types`` has the columns of every table in order, with their types; ``parents`` the columns that a column is
    made of directly, ``children`` the reverse.
    """

    types: Mapping[str, Mapping[str, str]]
    parents: Mapping[ColumnKey, tuple[ColumnKey, ...]]
    children: Mapping[ColumnKey, tuple[ColumnKey, ...]]

    def origins(self, column: ColumnKey) -> tuple[ColumnKey, ...]:
        """Return the columns of sources and seeds that a column rests on, directly or not."""
        seen: set[ColumnKey] = set()
        to_see, found = [column], set()
        while to_see:
            for parent in self.parents.get(to_see.pop(), ()):
                if parent not in seen:
                    seen.add(parent)
                    to_see.append(parent)
                    if not parent[0].startswith("model."):
                        found.add(parent)
        return tuple(sorted(found))


def read_lineage(project: Project, root: Path) -> Lineage:
    """Return the lineage of every column of every model.

    Parameters
    ----------
    project
        The compiled project.
    root
        The rendered project, whose folder ``seeds`` has a file for each seed.

    Raises
    ------
    duckdb.Error
        When a model's SQL does not fit the tables that it reads: a fault of the project, which a build would meet too.
    """
    from orchestration.site.column_sources import columns_read

    types = _types(project, root)
    by_place = {(table.schema, table.name): table.unique_id for table in project.tables.values()}
    schema = _schema(project, types)
    parents: dict[ColumnKey, tuple[ColumnKey, ...]] = {}
    children: dict[ColumnKey, set[ColumnKey]] = defaultdict(set)
    for table in project.tables.values():
        if table.kind != "model":
            continue
        for column, read in columns_read(table.sql, schema).items():
            key = (table.unique_id, column)
            parents[key] = tuple(
                sorted({(by_place[place], name) for place, name in read if place in by_place})
            )
            for parent in parents[key]:
                children[parent].add(key)
    return Lineage(
        types, parents, {column: tuple(sorted(found)) for column, found in children.items()}
    )


def _types(project: Project, root: Path) -> dict[str, dict[str, str]]:
    types = {}
    with connect() as connection:
        for database in {table.database for table in project.tables.values()}:
            connection.execute(f"attach ':memory:' as {name(database)}")
        for table in project.tables.values():
            schema = f"{name(table.database)}.{name(table.schema)}"
            place = f"{schema}.{name(table.name)}"
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(_empty_copy(table, place, root))
            found = connection.execute(f"describe {place}").fetchall()
            types[table.unique_id] = {row[0]: row[1].lower() for row in found}
    return types


def _empty_copy(table: Table, place: str, root: Path) -> str:
    if table.kind == "model":
        # A table, since a view over views is expanded again at each of them.
        return f"create table {place} as select * from ({table.sql}\n) limit 0"
    if table.kind == "source":
        columns = ", ".join(
            f"{name(column.name)} {column.declared_type or 'varchar'}"
            for column in table.columns.values()
        )
        return f"create table {place} ({columns})"
    declared = ", ".join(f"'{name}': '{sql_type}'" for name, sql_type in table.column_types.items())
    types = f", types = {{{declared}}}" if declared else ""
    file = literal(root / "seeds" / f"{table.name}.csv")
    return f"create table {place} as from read_csv({file}, header = true{types}) limit 0"


def _schema(project: Project, types: Mapping[str, Mapping[str, str]]) -> Any:
    from sqlglot import MappingSchema

    schema = MappingSchema(dialect="duckdb")
    for table in project.tables.values():
        place = ".".join(map(name, (table.database, table.schema, table.name)))
        schema.add_table(place, dict(types[table.unique_id]))
    return schema
