"""The docs site, made of each release once it is published; a run does not wait for it."""

import dagster as dg

from orchestration.defs.assets.warehouse import ENGINEERING, WarehouseResource, refusals_explained

SITE = dg.AssetKey(["published", "docs"])


def site_asset() -> dg.AssetsDefinition:
    """Build the asset that makes the docs site of the current release."""

    @dg.asset(
        key=SITE,
        deps=[["published", "release"]],
        group_name="published",
        description="The docs site of the published release: every table and column with its lineage, every measure "
        "and printed figure down to its rows, the gate's results, the contracts; static pages that need no network.",
        automation_condition=dg.AutomationCondition.eager(),
        kinds={"html"},
        owners=[ENGINEERING],
    )
    def docs(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> dg.MaterializeResult:
        from orchestration.site.build import make_site

        with refusals_explained():
            made = make_site(warehouse.settings)
        context.log.info(f"docs: {made.start}")
        return dg.MaterializeResult(
            metadata={
                "release": made.release,
                "pages": made.pages,
                "start": dg.MetadataValue.path(made.start),
                "sha256": made.sha256,
            }
        )

    return docs
