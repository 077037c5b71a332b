"""The models and data tests of a build, run again as dbt compiled them: only those that read what has changed.

A model whose rows come out as they were changes nothing below it. A small view that has changed is kept as a table
while the transaction lasts, since several models, tests and controls read it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from enum import Enum
from typing import Any

import duckdb

from orchestration.core.sql import literal, name

# A view of more rows is computed by whoever reads it: where nothing below it has changed, and where something has.
MOST_ROWS_SETTLED = 1_000_000
MOST_ROWS_KEPT = 50_000

# What a fault does not change, and what no reader is shown.
_WHERE_READ = ("load_id", "file_name", "line_number", "posting_id", "budget_id")


# How the columns end that say something in words; others are numbers, days, flags, codes and names.
_WORDS = ("_sv", "_text")


class Change(Enum):
    """What readers would see otherwise."""

    NOTHING = 0
    WORDS = 1
    NUMBERS = 2


class Models:
    """The models, data tests and views of an open build, by dbt's compiled manifest."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any]) -> None:
        """Learn what the build holds before there is a fault."""
        self.connection = connection
        self.manifest = manifest
        self.nodes: dict[str, dict[str, Any]] = manifest["nodes"]
        self.order = self._order()
        self.views = self._views()
        self.settled: set[str] = set()
        self.counts = {view: self._count(view) for view in self._views_in_order()}
        self.contents: dict[str, tuple[Any, ...]] = {}
        self.readers_see = {relation: self._seen(node) for relation, node in self._public().items()}

    def settle(self, tables: Sequence[str]) -> None:
        """Compute once, as tables, the views that raw tables do not change, and learn the rows of those they do."""
        below = {self.relation(key) for key in self.below(tables) if self._is_model(key)}
        changed = below | {f"raw.{table}" for table in tables}
        for relation, rows in self.counts.items():
            if rows > MOST_ROWS_SETTLED:
                continue
            if relation in changed and relation in self.settled:
                self.connection.execute(f"drop table {relation}")
                self.connection.execute(self.views[relation])
                self.settled.remove(relation)
            elif relation not in changed and relation not in self.settled:
                self.connection.execute(f"create table settled as from {relation}")
                self.connection.execute(f"drop view {relation}")
                self.connection.execute(f"create table {relation} as from settled")
                self.connection.execute("drop table settled")
                self.settled.add(relation)
        for relation in below - self.contents.keys():
            if self.counts.get(relation, 0) <= MOST_ROWS_KEPT:
                self.contents[relation] = self._content(relation)

    def below(self, tables: Collection[str]) -> list[str]:
        """Return the models and tests below raw tables, models first and each after what it reads."""
        children = self.manifest["child_map"]
        below = {
            unique_id
            for unique_id, source in self.manifest["sources"].items()
            if source["name"] in tables
        }
        waiting = list(below)
        while waiting:
            found = {child for child in children.get(waiting.pop(), ()) if child in self.nodes}
            waiting += found - below
            below |= found
        return [unique_id for unique_id in self.order if unique_id in below]

    def rebuild(self, keys: Sequence[str], changed: set[str], load_ids: Collection[str]) -> str:
        """Run models, and then data tests, whose parents have changed; return the first test that fails, or nothing.

        Parameters
        ----------
        keys
            The models and tests, in order.
        changed
            The relations that have changed; those that do so now are added.
        load_ids
            The loads that came or went: of an incremental model only their rows are made again, as in a run.
        """
        for key in filter(self._is_model, keys):
            if changed.isdisjoint(self._parents(key)):
                continue
            relation = self.relation(key)
            self._make(self.nodes[key], relation, load_ids)
            known = self.contents.get(relation)
            if known is None or self._content(relation) != known:
                changed.add(relation)
        for key in keys:
            node = self.nodes[key]
            if (
                node["resource_type"] == "test"
                and node["config"]["severity"].lower() == "error"
                and not changed.isdisjoint(self._parents(key))
            ):
                ((failing,),) = self.connection.execute(
                    f"select count(*) from ({node['compiled_code']})"
                ).fetchall()
                if failing:
                    return node["name"]
        return ""

    def changed_for_readers(self, changed: set[str]) -> Change:
        """Return whether readers would see other words, or numbers and codes, in any of the relations."""
        public = self._public()
        change = Change.NOTHING
        for relation in changed & public.keys():
            seen, known = self._seen(public[relation]), self.readers_see[relation]
            if seen[:2] != known[:2]:
                return Change.NUMBERS
            if seen != known:
                change = Change.WORDS
        return change

    def relation(self, key: str) -> str:
        """Return a model's table or view, with its schema."""
        node = self.nodes[key]
        return f"{node['schema']}.{node['alias']}"

    def is_of_a_report(self, key: str) -> bool:
        """Return whether a model, or a test of one, compares with a printed report."""
        return any("tie_out" in relation for relation in (self.relation(key), *self._parents(key)))

    def _make(self, node: dict[str, Any], relation: str, load_ids: Collection[str]) -> None:
        query, kind = node["compiled_code"], node["config"]["materialized"]
        if kind == "view":
            if self.counts[relation] <= MOST_ROWS_KEPT:
                self.connection.execute(f"drop view {relation}")
                self.connection.execute(f"create table {relation} as {query}")
            return
        if kind == "incremental":
            ids = ", ".join(map(literal, load_ids))
            self.connection.execute(f"delete from {relation} where load_id in ({ids})")
            query = f"from ({query}) where load_id in ({ids})"
        else:
            # Thrice as fast as deleting rows from an index; whether keys are unique, a data test asks.
            self.connection.execute(
                f"create or replace table {relation} as from {relation} where false"
            )
        self.connection.execute(f"insert into {relation} by name {query}")

    def _is_model(self, key: str) -> bool:
        return self.nodes[key]["resource_type"] == "model"

    def _parents(self, key: str) -> Iterator[str]:
        """Yield the relations that a model or a test reads."""
        for parent in self.nodes[key]["depends_on"]["nodes"]:
            if parent in self.nodes:
                yield self.relation(parent)
            elif parent in self.manifest["sources"]:
                source = self.manifest["sources"][parent]
                yield f"{source['schema']}.{source['name']}"

    def _public(self) -> dict[str, dict[str, Any]]:
        return {
            self.relation(key): self.nodes[key]
            for key in filter(self._is_model, self.order)
            if self.nodes[key]["access"] == "public"
        }

    def _count(self, relation: str) -> int:
        ((rows,),) = self.connection.execute(f"select count(*) from {relation}").fetchall()
        return rows

    def _content(self, relation: str) -> tuple[Any, ...]:
        """Return a digest of the rows of a relation, whatever their order."""
        return self.connection.execute(
            f"select count(*), sum(hash(*columns(*))::hugeint) from {relation}"
        ).fetchall()[0]

    def _seen(self, node: dict[str, Any]) -> tuple[Any, ...]:
        """Return the rows of a published model, and digests of them: without words, and with those."""
        shown = [column for column in node["columns"] if column not in _WHERE_READ]
        counted = [column for column in shown if not column.endswith(_WORDS)]
        digests = ", ".join(
            f"sum(hash({', '.join(map(name, columns))})::hugeint)" for columns in (counted, shown)
        )
        return self.connection.execute(
            f"select count(*), {digests} from {node['schema']}.{node['alias']}"
        ).fetchall()[0]

    def _order(self) -> list[str]:
        """Return the models, each after what it reads, and then the tests."""
        ordered: dict[str, None] = {}

        def visit(unique_id: str) -> None:
            if (
                unique_id in ordered
                or self.nodes.get(unique_id, {}).get("resource_type") != "model"
            ):
                return
            for parent in self.nodes[unique_id]["depends_on"]["nodes"]:
                visit(parent)
            ordered[unique_id] = None

        for unique_id in self.nodes:
            visit(unique_id)
        return [
            *ordered,
            *(key for key, node in self.nodes.items() if node["resource_type"] == "test"),
        ]

    def _views(self) -> dict[str, str]:
        """Return what creates each view, by its name; for a model dbt's SQL, which DuckDB may not print whole."""
        views: dict[str, str] = dict(
            self.connection.execute(
                "select schema_name || '.' || view_name, sql from duckdb_views() where not internal"
            ).fetchall()
        )
        models = {
            self.relation(key): self.nodes[key]["compiled_code"]
            for key in filter(self._is_model, self.order)
        }
        return {
            view: f"create view {view} as {models[view]}" if view in models else sql
            for view, sql in views.items()
        }

    def _views_in_order(self) -> list[str]:
        """Return the views of raw tables and models, each after those that it reads."""
        models = map(self.relation, filter(self._is_model, self.order))
        raw = [view for view in self.views if view.startswith("raw.")]
        return [*raw, *(view for view in models if view in self.views)]
