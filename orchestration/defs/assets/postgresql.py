"""The release as PostgreSQL serves it; the asset exists if the installation names a database."""

import os

import dagster as dg

from orchestration.defs.assets.warehouse import ENGINEERING, WarehouseResource, refusals_explained

ADDRESS = "BOKSLUT_POSTGRESQL_URL"


class PostgresqlResource(dg.ConfigurableResource):
    """The database that serves the release.

    Its address is to be a ``dagster.EnvVar``: read when the asset runs, so that no password enters Dagster's
    configuration or its log.
    """

    url: str


def postgresql_assets() -> list[dg.AssetsDefinition]:
    """Build the asset that serves the release; none without the environment variable ``BOKSLUT_POSTGRESQL_URL``."""
    if not os.environ.get(ADDRESS):
        return []

    @dg.asset(
        key=["published", "postgresql"],
        deps=[["published", "release"]],
        group_name="published",
        description="The current release in PostgreSQL, for those who read it there: exchanged in one transaction, "
        f"with keys, comments, roles and row-level rules. The database is that of {ADDRESS}.",
        kinds={"postgres"},
        owners=[ENGINEERING],
    )
    def postgresql(
        context: dg.AssetExecutionContext,
        warehouse: WarehouseResource,
        postgresql_server: PostgresqlResource,
    ) -> dg.MaterializeResult:
        from orchestration.serving import serve

        with refusals_explained():
            served = serve(warehouse.settings, postgresql_server.url, context.log.info)
        return dg.MaterializeResult(
            metadata={
                "server": served.server,
                "release": served.release,
                "is_new": served.is_new,
                "rows_written": served.rows_written,
            }
        )

    return [postgresql]
