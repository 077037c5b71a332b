"""dbt's own docs: the one page that dbt ships, filled with the project and the release's tables.

The same release gives the same bytes; dbt itself would fill it from the build and with the time of day. What it shows
is on the site's own pages too, which are made for every reader; this page is for those who know dbt.
"""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Mapping
from typing import Any

from orchestration.releases.release import Release

# What differs from one compiling to the next, or reports the machine that did it.
_OF_THE_RUN = {"created_at", "compiled_path", "build_path", "root_path", "deferred"}
# The keys whose lists dbt writes in varying order.
_UNORDERED = ("parent_map", "child_map", "group_map")
_METADATA = ("dbt_schema_version", "dbt_version", "project_name", "adapter_type")


def dbt_page(manifest: Mapping[str, Any], release: Release) -> str:
    """Return dbt's docs as one HTML page.

    Parameters
    ----------
    manifest
        dbt's compiled manifest.
    release
        The release whose tables, columns, types and rows the catalogue has.
    """
    page = (importlib.resources.files("dbt.task.docs") / "index.html").read_text("utf-8")
    told = _without_run(manifest)
    told |= {
        name: {key: sorted(listed) for key, listed in told[name].items()} for name in _UNORDERED
    }
    told |= {
        "metadata": {name: manifest["metadata"][name] for name in _METADATA}
        | {"generated_at": release.manifest["published_at"]}
    }
    for name, content in (("MANIFEST", told), ("CATALOG", _catalogue(manifest, release))):
        inline = json.dumps(content, ensure_ascii=False, sort_keys=True).replace("</", "<\\/")
        page = page.replace(f'"{name}.JSON INLINE DATA"', inline)
    return page


def _without_run(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {
            key: _without_run(value) for key, value in content.items() if key not in _OF_THE_RUN
        }
    return [_without_run(value) for value in content] if isinstance(content, list) else content


def _catalogue(manifest: Mapping[str, Any], release: Release) -> dict[str, Any]:
    nodes = {}
    for unique_id, node in manifest["nodes"].items():
        table = release.tables.get(f"{node['schema']}.{node['name']}")
        if node["resource_type"] != "model" or table is None:
            continue
        nodes[unique_id] = {
            "metadata": {
                "type": "BASE TABLE",
                "schema": node["schema"],
                "name": node["name"],
                "database": node["database"],
                "comment": None,
                "owner": table.get("owner"),
            },
            "columns": {
                column["name"]: {
                    "type": column["type"],
                    "index": index,
                    "name": column["name"],
                    "comment": None,
                }
                for index, column in enumerate(table["columns"], 1)
            },
            "stats": {
                "has_stats": {
                    **{"id": "has_stats", "label": "Has Stats?", "value": True},
                    **{"include": False, "description": ""},
                },
                "num_rows": {
                    **{"id": "num_rows", "label": "# Rows", "value": table["rows"]},
                    **{"include": True, "description": f"Rows in {release.name}"},
                },
            },
            "unique_id": unique_id,
        }
    return {
        "metadata": {
            "dbt_schema_version": "https://schemas.getdbt.com/dbt/catalog/v1.json",
            "generated_at": release.manifest["published_at"],
        },
        "nodes": nodes,
        "sources": {},
        "errors": None,
    }
