"""The tables of the project as a reader meets them: what each holds, is made of, and who answers for it.

Read from dbt's compiled manifest alone; a table is a model, a seed or a source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from orchestration.site.constraints import constraints_of_column, constraints_of_table, tested_keys

KINDS = {"model": "tables", "seed": "seeds", "source": "sources"}

# The order in which a reader meets the layers: what is published first, then what it is made of.
LAYERS = ("marts", "assessment", "measures", "intermediate", "staging", "seeds", "sources")

# In English, and in Swedish as a sentence of its own.
_GRAIN = re.compile(r"(?:Grain(?: and key)?(?::| -) ?|(?=\bEn rad per ))(.+?)(?:\.(?=\s|$)|$)")
_KEY = re.compile(r"Key(?::| -) ?(.+?)(?:\.(?=\s|$)|$)")


@dataclass(frozen=True)
class Column:
    """A column of a table: its description, and its tests in words."""

    name: str
    declared_type: str
    description: str
    constraints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A model, seed or source. ``sql`` is a model's compiled SQL, ``code`` its source."""

    unique_id: str
    kind: str
    layer: str
    database: str
    schema: str
    name: str
    description: str
    subject: str
    group: str
    is_public: bool
    materialized: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    constraints: tuple[str, ...]
    parents: tuple[str, ...]
    path: str
    code: str = ""
    sql: str = ""
    column_types: Mapping[str, str] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """Return ``schema.name``, as SQL names it."""
        return f"{self.schema}.{self.name}"

    @property
    def key_words(self) -> str:
        """Return the key as the description says it, where no test or contract names its columns."""
        found = _KEY.search(" ".join(self.description.split()))
        return found[1] if found else ""


def grain_of(description: str) -> str:
    """Return what one row of a table is, as its description says it; empty where it does not."""
    found = _GRAIN.search(" ".join(description.split()))
    return found[1] if found else ""


@dataclass(frozen=True)
class Group:
    """Who answers for some of the tables."""

    name: str
    description: str
    owner: str
    email: str


@dataclass(frozen=True)
class Exposure:
    """Something outside that reads the published tables, and who owns it."""

    name: str
    label: str
    kind: str
    maturity: str
    description: str
    owner: str
    email: str
    url: str
    reads: tuple[str, ...]


@dataclass(frozen=True)
class Project:
    """All tables by their unique id, each after the tables that it is made of."""

    tables: Mapping[str, Table]
    groups: Mapping[str, Group]
    exposures: tuple[Exposure, ...]
    docs: Mapping[str, str]

    def children(self) -> dict[str, list[str]]:
        """Return the tables that are made of each table directly."""
        children: dict[str, list[str]] = {unique_id: [] for unique_id in self.tables}
        for table in self.tables.values():
            for parent in table.parents:
                children[parent].append(table.unique_id)
        return children

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for unique_id, table in self.tables.items():
            found[unique_id] = frozenset(table.parents).union(
                *(found[parent] for parent in table.parents)
            )
        return found

    def ancestors(self, unique_id: str) -> frozenset[str]:
        """Return all tables that a table is made of, directly or not."""
        return self._ancestors[unique_id]


def read_project(manifest: Mapping[str, Any]) -> Project:
    """Return the project that a compiled manifest describes."""
    nodes = {
        unique_id: node
        for unique_id, node in (manifest["sources"] | manifest["nodes"]).items()
        if node["resource_type"] in KINDS
    }
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    tables = {
        unique_id: _table(nodes[unique_id], [test for test in tests if _is_of(test, unique_id)])
        for unique_id in _in_order(nodes)
    }
    return Project(
        tables,
        groups={
            group["name"]: Group(
                group["name"],
                group["description"] or "",
                group["owner"]["name"],
                group["owner"]["email"],
            )
            for group in manifest["groups"].values()
        },
        exposures=tuple(
            Exposure(
                exposure["name"],
                exposure["label"] or exposure["name"],
                exposure["type"],
                exposure["maturity"] or "",
                exposure["description"],
                exposure["owner"]["name"],
                exposure["owner"]["email"] or "",
                exposure["url"] or "",
                tuple(name for name in exposure["depends_on"]["nodes"] if name in tables),
            )
            for exposure in sorted(manifest["exposures"].values(), key=lambda item: item["name"])
        ),
        docs={
            doc["name"]: doc["block_contents"]
            for doc in manifest["docs"].values()
            if doc["package_name"] == manifest["metadata"]["project_name"]
        },
    )


def _in_order(nodes: Mapping[str, Any]) -> list[str]:
    found: dict[str, None] = {}

    def visit(unique_id: str) -> None:
        if unique_id not in found:
            for parent in _parents(nodes[unique_id]):
                if parent in nodes:
                    visit(parent)
            found[unique_id] = None

    for unique_id in sorted(nodes):
        visit(unique_id)
    return list(found)


def _parents(node: Mapping[str, Any]) -> list[str]:
    return node.get("depends_on", {}).get("nodes", [])


def _table(node: Mapping[str, Any], tests: list[Mapping[str, Any]]) -> Table:
    kind = node["resource_type"]
    path = PurePosixPath(node["original_file_path"])
    layer = path.parts[1] if kind == "model" else KINDS[kind]
    keys = [
        constraint["columns"]
        for constraint in node.get("constraints", ())
        if constraint["type"] == "primary_key"
    ]
    keys += tested_keys(tests)
    keys += [node["config"]["meta"]["key"]] if node["config"]["meta"].get("key") else []
    columns = {
        name: Column(
            name,
            column["data_type"] or "",
            column["description"].strip(),
            tuple(dict.fromkeys(constraints_of_column(name, column, tests))),
        )
        for name, column in node["columns"].items()
    }
    return Table(
        unique_id=node["unique_id"],
        kind=kind,
        layer=layer,
        database=node["database"],
        schema=node["schema"],
        name=node["name"],
        description=node["description"].strip(),
        subject=path.parts[2] if kind == "model" else node["name"].partition("_")[0],
        group=node.get("group") or "",
        is_public=node.get("access") == "public",
        materialized=node["config"].get("materialized") or "view",
        key=tuple(keys[0]) if keys else (),
        columns=columns,
        constraints=tuple(dict.fromkeys(constraints_of_table(tests))),
        parents=tuple(dict.fromkeys(_parents(node))),
        path=f"seeds/{node['config']['meta'].get('defined_in', path.name)}"
        if kind == "seed"
        else f"dbt_project/{path}",
        code=node.get("raw_code", "") if kind == "model" else "",
        sql=node.get("compiled_code", "") if kind == "model" else "",
        column_types=node["config"].get("column_types") or {},
    )


def _is_of(test: Mapping[str, Any], unique_id: str) -> bool:
    attached = test.get("attached_node") or None
    return unique_id == attached if attached else unique_id in test["depends_on"]["nodes"]
