"""The raw layer: deliveries in landing, and the typed Parquet that loading makes of them."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.assets.warehouse import ENGINEERING, WarehouseResource, refusals_explained

LANDING_LEDGER = dg.AssetKey(["landing", "ledger"])


def landing_specs() -> list[dg.AssetSpec]:
    """Return the assets that others make: the deliveries of each system."""
    return [
        dg.AssetSpec(
            LANDING_LEDGER,
            group_name="landing",
            description="SIE 4E files of the ledger, one a fiscal year, each with a Frictionless manifest.",
            kinds={"file"},
            owners=[ENGINEERING],
        )
    ]


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
                deps=[LANDING_LEDGER],
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
            "loads": sum(len(load.files) for load in summary.current)
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
