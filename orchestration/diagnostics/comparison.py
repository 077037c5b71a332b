"""Two published releases compared: what changed in deliveries, reference data, code, schema, verdict and every row.

The rows of one table are compared in ``compared_tables``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.core.duckdb import attach, connect
from orchestration.diagnostics.compared_tables import TableChange, table_change
from orchestration.gate import ControlResult
from orchestration.releases.release import Release


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
                change = table_change(connection, name, before, after, limit)
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
