"""The models that consumers may read, as their YAML describes them: what publishing makes a release of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from orchestration.core.settings import Settings
from orchestration.dbt.project import read_manifest


@dataclass(frozen=True)
class ForeignKey:
    """A column that references another public model's column, as a relationships test checks."""

    column: str
    schema: str
    table: str
    field: str


@dataclass(frozen=True)
class PublicModel:
    """A model that consumers may read: its place, owner, keys and descriptions, as its YAML has them.

    ``columns`` are descriptions by name, ``columns_sv`` those that a column's YAML gives in Swedish; ``required`` are
    those that are never NULL; ``types`` the declared types; ``aggregations`` how the rows of a column add up to one
    value (``sum``), for columns whose rows do. ``audience`` is empty if all may read the model; otherwise
    ``reader_rows`` is the SQL condition of the rows that others may read where it is served row by row. ``made_of``
    are the names of the models, seeds and sources that it is made of.
    """

    schema: str
    name: str
    description: str
    owner: str
    primary_key: tuple[str, ...]
    columns: Mapping[str, str]
    required: frozenset[str] = frozenset()
    foreign_keys: tuple[ForeignKey, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)
    columns_sv: Mapping[str, str] = field(default_factory=dict)
    aggregations: Mapping[str, str] = field(default_factory=dict)
    audience: str = ""
    reader_rows: str = ""
    made_of: Mapping[str, list[str]] = field(default_factory=dict)


def public_models(settings: Settings) -> list[PublicModel]:
    """Return the models with public access, in order of schema and name."""
    manifest = read_manifest(settings)
    foreign_keys = _foreign_keys(manifest)
    models = []
    for node in manifest["nodes"].values():
        if not _is_public(node):
            continue
        group = manifest["groups"].get(f"group.{node['package_name']}.{node['group']}")
        key = next(one for one in node["constraints"] if one["type"] == "primary_key")
        models.append(
            PublicModel(
                schema=node["schema"],
                name=node["name"],
                description=node["description"].strip(),
                owner=group["owner"]["name"] if group else "",
                primary_key=tuple(key["columns"]),
                columns={
                    name: column["description"].strip() for name, column in node["columns"].items()
                },
                required=frozenset(key["columns"])
                | {
                    name
                    for name, column in node["columns"].items()
                    if any(one["type"] == "not_null" for one in column["constraints"])
                },
                foreign_keys=tuple(
                    sorted(foreign_keys.get(node["unique_id"], ()), key=lambda key: key.column)
                ),
                types={name: column["data_type"] for name, column in node["columns"].items()},
                columns_sv={
                    name: column["config"]["meta"]["description_sv"]
                    for name, column in node["columns"].items()
                    if "description_sv" in column["config"]["meta"]
                },
                aggregations={
                    name: column["config"]["meta"]["aggregation"]
                    for name, column in node["columns"].items()
                    if "aggregation" in column["config"]["meta"]
                },
                audience=node["config"]["meta"].get("audience", ""),
                reader_rows=node["config"]["meta"].get("reader_rows", ""),
                made_of=_made_of(manifest, node),
            )
        )
    return sorted(models, key=lambda model: (model.schema, model.name))


def _made_of(manifest: Mapping[str, Any], node: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the models, seeds and sources that a model is made of, directly or not, each sorted by name."""
    known = manifest["nodes"] | manifest["sources"]
    kinds = {"model": "models", "seed": "seeds", "source": "sources"}
    seen: set[str] = set()
    to_see = list(node["depends_on"]["nodes"])
    while to_see:
        name = to_see.pop()
        if name not in seen:
            seen.add(name)
            to_see += known[name].get("depends_on", {}).get("nodes", [])
    lists: dict[str, list[str]] = {plural: [] for plural in kinds.values()}
    for name in sorted(seen):
        lists[kinds[known[name]["resource_type"]]].append(known[name]["name"])
    return lists


def _is_public(node: Mapping[str, Any]) -> bool:
    return node["resource_type"] == "model" and node["access"] == "public"


def _foreign_keys(manifest: Mapping[str, Any]) -> dict[str, list[ForeignKey]]:
    """Return the relationships between public models that hold for every row, by the model that has the column."""
    keys: dict[str, list[ForeignKey]] = {}
    for test in manifest["nodes"].values():
        if (test.get("test_metadata") or {}).get("name") != "relationships":
            continue
        if test["config"].get("where"):
            continue
        child = manifest["nodes"].get(test["attached_node"], {})
        (parent,) = {*test["depends_on"]["nodes"]} - {test["attached_node"]} or {
            test["attached_node"]
        }
        parent = manifest["nodes"].get(parent)
        if not child or parent is None or not (_is_public(child) and _is_public(parent)):
            continue
        arguments = test["test_metadata"]["kwargs"]
        keys.setdefault(child["unique_id"], []).append(
            ForeignKey(
                arguments["column_name"], parent["schema"], parent["name"], arguments["field"]
            )
        )
    return keys
