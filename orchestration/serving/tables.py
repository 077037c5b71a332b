"""The served tables as SQL: what a release's manifest says of them, in PostgreSQL's words.

Types, keys, indexes, comments and who may read which rows; nothing here talks to a server.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.core.errors import RefusedError
from orchestration.releases.rows import open_rows
from orchestration.serving.server import identifier, identifiers, literal

READER = "bokslut_reader"
HR = "bokslut_hr"
ROLES = {
    READER: "Reads all that Bokslut serves, of the tables on staff only what their rule lets all read.",
    HR: "Reads all that Bokslut serves, all rows of the tables on staff too.",
}

_TYPES = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


@dataclass(frozen=True)
class Exchange:
    """Statements that change and add rows, and the one that deletes rows that are gone."""

    arriving: tuple[str, ...]
    leaving: str


@dataclass(frozen=True)
class ServedTable:
    """A table of a release: its place, and the columns, keys and rules of its entry in the manifest."""

    schema: str
    name: str
    entry: Mapping[str, Any]

    @property
    def relation(self) -> str:
        """The table's quoted name."""
        return identifier(self.schema, self.name)

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return [column["name"] for column in self.entry["columns"]]

    @property
    def key(self) -> list[str]:
        """Columns of the primary key."""
        return list(self.entry["primary_key"])

    @property
    def decimals(self) -> list[str]:
        """Names of the columns whose type is a decimal."""
        return [c["name"] for c in self.entry["columns"] if _DECIMAL.fullmatch(c["type"])]

    @property
    def parents(self) -> set[tuple[str, str]]:
        """Other tables that its foreign keys lead to."""
        targets = (target.split(".") for target in self.entry["foreign_keys"].values())
        return {(schema, name) for schema, name, _ in targets} - {(self.schema, self.name)}

    @property
    def structure(self) -> str:
        """A digest of all but rows and comments: if it is the same, rows can be exchanged in place."""
        statements = [self.create(""), *self.constraints(), *self.foreign_keys(), *self.rights()]
        return hashlib.sha256("\n".join(statements).encode()).hexdigest()

    def create(self, schema: str) -> str:
        """Return the statement that makes it, without its keys, in another schema."""
        columns = ", ".join(
            f"{identifier(column['name'])} {self._type(column)}{'' if column['nullable'] else ' not null'}"
            for column in self.entry["columns"]
        )
        return f"create table {identifier(schema, self.name)} ({columns})"

    def constraints(self) -> list[str]:
        """Return the statements that make its primary key, and an index on each column that leads to another table."""
        return [
            f"alter table {self.relation} add primary key ({identifiers(self.key)})",
            *(
                f"create index on {self.relation} ({identifier(column)})"
                for column in sorted(self.entry["foreign_keys"])
                if [column] != self.key
            ),
        ]

    def foreign_keys(self) -> list[str]:
        """Return the statements that make its foreign keys, once all tables are there."""
        statements = []
        for column, target in sorted(self.entry["foreign_keys"].items()):
            schema, table, field = target.split(".")
            statements.append(
                f"alter table {self.relation} add foreign key ({identifier(column)}) "
                f"references {identifier(schema, table)} ({identifier(field)})"
            )
        return statements

    def rights(self) -> list[str]:
        """Return the statements that say who may read it, and which of its rows.

        A table for an audience of its own is closed to all others, except for the rows that its rule opens; without
        a rule there are none.
        """
        grant = f"grant select on {self.relation} to {READER}, {HR}"
        if not self.entry["audience"]:
            return [grant]
        return [
            grant,
            f"alter table {self.relation} enable row level security",
            f"create policy all_rows on {self.relation} for select to {HR} using (true)",
            f"create policy open_rows on {self.relation} for select to {READER} using ({open_rows(self.entry)})",
        ]

    def comments(self) -> list[str]:
        """Return the statements that describe the table and its columns in the words of the documentation."""
        return [
            f"comment on table {self.relation} is {literal(self.entry['description'])}",
            *(
                f"comment on column {self.relation}.{identifier(column['name'])} "
                f"is {literal(column['description'])}"
                for column in self.entry["columns"]
            ),
        ]

    def exchange(self, staging: str) -> Exchange:
        """Return the statements that make its rows those of its namesake in another schema.

        Only rows that differ are touched, so that few rows of what readers see are written again.
        """
        new = identifier(staging, self.name)
        same_key = " and ".join(f"old.{identifier(c)} = new.{identifier(c)}" for c in self.key)
        rest = [column for column in self.columns if column not in self.key]
        arriving = []
        if rest:
            sets = ", ".join(f"{identifier(c)} = new.{identifier(c)}" for c in rest)
            olds = ", ".join(f"old.{identifier(c)}" for c in rest)
            news = ", ".join(f"new.{identifier(c)}" for c in rest)
            arriving.append(
                f"update {self.relation} as old set {sets} from {new} as new "
                f"where {same_key} and row({olds}) is distinct from row({news})"
            )
        columns = identifiers(self.columns)
        arriving.append(
            f"insert into {self.relation} ({columns}) select {columns} from {new} as new "
            f"where not exists (select 1 from {self.relation} as old where {same_key})"
        )
        leaving = (
            f"delete from {self.relation} as old "
            f"where not exists (select 1 from {new} as new where {same_key})"
        )
        return Exchange(tuple(arriving), leaving)

    def _type(self, column: Mapping[str, Any]) -> str:
        if found := _DECIMAL.fullmatch(column["type"]):
            return f"numeric({found[1]},{found[2]})"
        if column["type"] not in _TYPES:
            raise RefusedError(
                f"PostgreSQL has no type for column {column['name']} of {self.schema}.{self.name}, "
                f"which is {column['type']}.",
                "Give the model's column one of: " + ", ".join([*_TYPES, "DECIMAL"]) + ".",
            )
        return _TYPES[column["type"]]


def parents_first(tables: Sequence[ServedTable]) -> list[ServedTable]:
    """Return the tables in an order in which each comes after those that its foreign keys lead to.

    Raises
    ------
    RefusedError
        When the keys form a circle.
    """
    ordered: list[ServedTable] = []
    waiting = list(tables)
    while waiting:
        placed = {(table.schema, table.name) for table in ordered}
        ready = [table for table in waiting if table.parents <= placed]
        if not ready:
            raise RefusedError(
                f"The foreign keys of these tables form a circle: {_names(waiting)}.",
                "Remove one of their relationships tests.",
            )
        ordered += ready
        waiting = [table for table in waiting if table not in ready]
    return ordered


def _names(tables: Iterable[ServedTable]) -> str:
    return ", ".join(f"{table.schema}.{table.name}" for table in tables)
