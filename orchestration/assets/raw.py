"""The raw layer: deliveries in landing, and the typed Parquet that loading makes of them."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import dagster as dg

from orchestration.assets.warehouse import ENGINEERING, WarehouseResource, refusals_explained
from orchestration.contracts import read_contracts


def landing_specs() -> list[dg.AssetSpec]:
    """Return the assets that others make: the deliveries of each system that has a contract."""
    contracts = groupby(read_contracts().values(), key=lambda contract: contract.system)
    return [
        dg.AssetSpec(
            _landing(system),
            group_name="landing",
            description="Deliveries with a Frictionless manifest: "
            + "; ".join(f"{each.title} ({each.format}, every {each.frequency})" for each in group),
            kinds={"file"},
            owners=[ENGINEERING],
        )
        for system, group in contracts
    ]


def _landing(system: str) -> dg.AssetKey:
    return dg.AssetKey(["landing", system])


def _deps(table: str) -> list[dg.AssetKey]:
    """Return the deliveries that a raw table is read from: those of the system that its name begins with, else all."""
    systems = {system for system, _ in read_contracts()}
    own = [system for system in systems if table.startswith(f"{system}_")]
    return [_landing(system) for system in sorted(own or systems)]


def raw_assets(manifest: dict[str, Any]) -> dg.AssetsDefinition:
    """Build the asset that loads all deliveries; dbt's sources say which tables it makes and describe them.

    Parameters
    ----------
    manifest
        dbt's manifest.
    """
    sources = [source for source in manifest["sources"].values() if source["source_name"] == "raw"]

    @dg.multi_asset(
        name="load_deliveries",
        specs=[
            dg.AssetSpec(
                ["raw", source["name"]],
                deps=_deps(source["name"]),
                group_name="raw",
                description=source["description"],
                kinds={"parquet"},
                owners=[ENGINEERING],
            )
            for source in sources
        ],
    )
    def load_deliveries(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.MaterializeResult]:
        from orchestration.loading import load_deliveries

        with refusals_explained():
            summary = load_deliveries(warehouse.settings, context.log.info)
        rows = summary.rows_per_table() | {
            "loads": sum(len(load.files) for load in summary.current),
            "installation": 1,
        }
        for source in sources:
            yield dg.MaterializeResult(
                asset_key=["raw", source["name"]],
                metadata={
                    "dagster/row_count": rows.get(source["name"], 0),
                    "loads": [load.load_id for load in summary.current],
                    "loaded_now": [load.load_id for load in summary.loaded],
                },
            )

    return load_deliveries
