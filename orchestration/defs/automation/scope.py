"""How much a run has to make, decided before it starts: new deliveries, and what has changed since the build.

A run of what has changed selects these assets alone, so that Dagster shows what was made and
leaves the rest as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import dagster as dg
from dagster import AssetCheckKey, AssetKey

from orchestration.core.settings import Settings
from orchestration.dbt.builds import Plan, current_inputs, read_build_record
from orchestration.defs.assets.data_tests import changed_inputs
from orchestration.defs.assets.freshness import ON_TIME
from orchestration.defs.assets.raw import RAW, REGISTERS, table_key
from orchestration.defs.assets.warehouse import SCOPE_TAG
from orchestration.loading.arrivals import arrivals
from orchestration.releases.publishing import is_published

# The job of every night, which the command line and the sensor of deliveries run, too.
NIGHTLY = "nightly"


@dataclass(frozen=True)
class Scope:
    """Assets and checks of a run, and whether it builds any."""

    assets: frozenset[AssetKey]
    checks: frozenset[AssetCheckKey]
    builds: bool

    @property
    def tags(self) -> dict[str, str]:
        """Return what marks the run."""
        return {SCOPE_TAG: "changes" if self.builds else "nothing"}


def scope_of_changes(settings: Settings, job: dg.JobDefinition) -> Scope | None:
    """Return what a run of a job has to make now, or None if that is everything.

    If nothing new was delivered and the release shows what was loaded, two things remain: loading, which
    proves that the deliveries are those that were loaded, and the checks for late extracts.

    Parameters
    ----------
    settings
        The installation.
    job
        A job of everything, whose assets and checks are chosen from.
    """
    built = read_build_record(settings)
    if built is None:
        return None
    plan = Plan.of_changes(current_inputs(settings), built)
    if plan.from_scratch:
        return None
    graph = job.asset_layer.asset_graph
    coming = {delivery.system for delivery in arrivals(settings).complete}
    changed = changed_inputs(plan) | {
        key
        for key in graph.get_all_asset_keys()
        if key.path[0] == RAW and key.path[-1].startswith(tuple(f"{system}_" for system in coming))
    }
    registers = {table_key(table) for table in REGISTERS}
    on_time = {key for key in graph.asset_check_keys if key.name == ON_TIME}
    if not changed:
        if not is_published(settings):
            return None
        return Scope(frozenset(registers), frozenset(on_time), builds=False)
    assets = _descendants(graph, changed | registers) & set(job.asset_layer.executable_asset_keys)
    checks = {key for key in graph.asset_check_keys if key.asset_key in assets or key in on_time}
    return Scope(frozenset(assets), frozenset(checks), builds=True)


def nightly_request(
    settings: Settings,
    repository: dg.RepositoryDefinition | None,
    run_key: str | None = None,
    tags: Mapping[str, str] = MappingProxyType({}),
) -> dg.RunRequest:
    """Return the request of a nightly run: of what has changed if that is known, else of everything."""
    scope = scope_of_changes(settings, repository.get_job(NIGHTLY)) if repository else None
    if scope is None:
        return dg.RunRequest(run_key=run_key, tags=dict(tags))
    return dg.RunRequest(
        run_key=run_key,
        tags={**tags, **scope.tags},
        asset_selection=sorted(scope.assets),
        asset_check_keys=sorted(scope.checks, key=str),
    )


def _descendants(graph: dg.BaseAssetGraph, keys: set[AssetKey]) -> set[AssetKey]:
    """Return assets with all that depend on them."""
    found, new = set(keys), set(keys)
    while new:
        new = {
            child for key in new if graph.has(key) for child in graph.get(key).child_keys
        } - found
        found |= new
    return found
