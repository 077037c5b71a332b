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
        "booked to, for the public and for those who examine it, as HTML and PDF/UA, every figure with its definition.",
        automation_condition=dg.AutomationCondition.eager(),
        kinds={"html", "pdf"},
        owners=[ENGINEERING],
    )
    def report(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> dg.MaterializeResult:
        from orchestration.report import AUDIENCES, make_report

        with refusals_explained():
            public, audit = (
                make_report(warehouse.settings, edition=None, audience=audience)
                for audience in AUDIENCES
            )
        files = {
            f"{made.audience} {path.rpartition('/')[2]}": dg.MetadataValue.path(path)
            for made in (public, audit)
            for path in made.files
        }
        for name, path in files.items():
            context.log.info(f"{name}: {path.value}")
        return dg.MaterializeResult(
            metadata={
                "release": public.release,
                "edition": f"{public.edition} {public.fiscal_year}",
                **files,
            }
        )

    return report
