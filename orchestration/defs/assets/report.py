"""The report, made of each release once it is published; a run does not wait for it."""

import dagster as dg

from orchestration.defs.assets.warehouse import ENGINEERING, WarehouseResource, refusals_explained

REPORT = dg.AssetKey(["published", "report"])


def report_asset() -> dg.AssetsDefinition:
    """Build the asset that makes the latest report that the current release allows, as HTML and PDF/UA."""

    @dg.asset(
        key=REPORT,
        deps=[["published", "release"]],
        group_name="published",
        description="The board's report, made of the published release alone: the latest edition that the ledger is "
        "booked to, as one HTML file and a PDF/UA, every figure with its definition.",
        automation_condition=dg.AutomationCondition.eager(),
        kinds={"html", "pdf"},
        owners=[ENGINEERING],
    )
    def report(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> dg.MaterializeResult:
        from orchestration.report import make_report

        with refusals_explained():
            made = make_report(warehouse.settings, edition=None)
        for path in made.files:
            context.log.info(f"report: {path}")
        return dg.MaterializeResult(
            metadata={
                "release": made.release,
                "edition": f"{made.edition} {made.fiscal_year}",
                **{path.rpartition("/")[2]: dg.MetadataValue.path(path) for path in made.files},
            }
        )

    return report
