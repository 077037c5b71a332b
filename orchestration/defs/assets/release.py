"""The published release, which BI tools, the docs site and the report read."""

import dagster as dg

from orchestration.core.settings import Settings
from orchestration.dbt.public_models import public_models
from orchestration.defs.assets.gate import VERDICT
from orchestration.defs.assets.warehouse import (
    ENGINEERING,
    WRITER,
    WarehouseResource,
    refusals_explained,
)


def release_asset(settings: Settings) -> dg.AssetsDefinition:
    """Build the asset that publishes every public model; publishing itself requires the gate's verdict."""

    @dg.asset(
        key=["published", "release"],
        deps=[VERDICT, *([model.schema, model.name] for model in public_models(settings))],
        group_name="published",
        pool=WRITER,
        description="The audited marts as an immutable release: one DuckDB file, Parquet, and a manifest. "
        "Publishing refuses a build that the gate has not passed.",
        kinds={"duckdb", "parquet"},
        owners=[ENGINEERING],
    )
    def release(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> dg.MaterializeResult:
        from orchestration.releases.publishing import publish

        with refusals_explained():
            published = publish(warehouse.settings, log=context.log.info)
        return dg.MaterializeResult(
            metadata={
                "release": published.number,
                "is_new": published.is_new,
                "folder": dg.MetadataValue.path(str(published.folder)),
                "content_sha256": published.content_sha256,
            }
        )

    return release
